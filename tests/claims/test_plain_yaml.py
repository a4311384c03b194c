"""Claims files may come from anyone: they are read as data alone."""

import random
from pathlib import Path

import pytest

from glueline.claims.claims_file import read_table
from glueline.claims.plain_yaml import SIZE, parse_plain, read_plain
from glueline.refusal import Refused

ARTICLE = Path(__file__).resolve().parents[2] / "claims/id-transformer-article.yaml"


def test_every_value_stays_the_string_that_was_written():
    found = parse_plain("{a: 89.70, b: no, c: 2024-03-22, d: [1, 0x10, ~, null]}", "f.yaml")
    assert found == {"a": "89.70", "b": "no", "c": "2024-03-22", "d": ["1", "0x10", "~", "null"]}


@pytest.mark.parametrize("text, message", [
    ("a: !!python/object/apply:os.system [true]", "the tag tag:yaml.org,2002:python/object/apply:os.system"),
    ("a: !!binary aGk=", "the tag tag:yaml.org,2002:binary"),
    ("a: !mine 1", "the tag !mine"),
    ("a: &x 1\nb: *x", "line 1: an anchor or alias"),
    ("a: 1\nb: 2\na: 3", "line 3: the key 'a' stands there twice"),
    ("a: 1\n---\nb: 2", "a second document"),
    ("a: [" * 5000, "nested too deep"),
    ("a: {b: [1, 2}", "no YAML"),
    ("[a]: 1\n? [b, c]\n: 2", "a key that is no word"),
    ('a: "\\e[2J"', "the control character"),
    ('a: "\\u202e"', "the control character"),
    ("", "empty"),
    ("\0", "no YAML"),
])
def test_what_is_not_plain_is_refused_in_one_line_that_names_the_file(text, message):
    with pytest.raises(Refused) as refusal:
        parse_plain(text, "f.yaml")
    assert str(refusal.value).startswith("f.yaml: ") and message in str(refusal.value) and "\n" not in str(refusal.value)


def test_a_file_that_is_too_large_missing_a_folder_or_not_utf8_is_refused(tmp_path):
    (tmp_path / "large.yaml").write_text("a: 1 #" + "x" * SIZE)
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe9")
    for name, message in (("large.yaml", "more than"), ("latin.yaml", "byte 3 is no UTF-8"), ("none.yaml", "No such file"),
                          ("", "Is a directory")):
        with pytest.raises(Refused, match=message):
            read_plain(tmp_path / name)


def test_aliases_that_would_grow_a_thousandfold_are_refused_before_anything_is_built():
    bomb = "a: &a [x, x]\n" + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20))
    with pytest.raises(Refused, match="anchor or alias"):
        parse_plain(bomb, "f.yaml")


def test_no_damaged_file_gets_further_than_a_refusal(tmp_path):
    """120 files, each the article's with some bytes changed, cut or doubled: read, or refused in one line."""
    source, rng, refused = ARTICLE.read_bytes()[:2500], random.Random(1), 0
    for _ in range(120):
        damaged = bytearray(source)
        for _ in range(rng.randint(1, 8)):
            at = rng.randrange(len(damaged))
            noise = [b"", bytes([rng.randrange(256)]), b"{", b"\n  - ", b": ", b"!!x ", b"&a "]
            damaged[at:at + rng.randint(0, 3)] = rng.choice(noise)
        (tmp_path / "f.yaml").write_bytes(damaged)
        try:
            read_table(tmp_path / "f.yaml")
        except Refused as refusal:
            refused += 1
            assert "\n" not in str(refusal) and "f.yaml" in str(refusal)
    assert refused > 60
