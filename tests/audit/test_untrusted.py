"""Files of strangers read as data: what is let through, and the one line that refuses the rest."""

import pytest
from dvc.utils.serialize import parse_yaml

from glueline.audit import forms
from glueline.audit.untrusted import is_inside, json_of, read_inside, yaml_of
from glueline.refusal import Refused

NUMBERS = """
small: 1e-4
plain: 1.0e-5
negative: -2.5
whole: 12
octal: 0o17
hex: 0x1F
yes: no
on: off
switch: true
nothing: null
empty:
tilde: ~
list: [a, 1, 2.5, {b: c}]
text: "1e-4"
version: 1.2.3
"""


def test_yaml_is_read_as_dvc_reads_it():
    assert yaml_of(NUMBERS.encode(), "x") == parse_yaml(NUMBERS, "x")


def test_the_projects_own_params_are_read_as_dvc_reads_them(repo):
    text = (repo / "params.yaml").read_text()
    assert yaml_of(text.encode(), "x") == parse_yaml(text, "x")


@pytest.mark.parametrize("name", ["a", "a/b.json", "predictions/one/rte-validation.parquet", "check@raw.json", ".hidden"])
def test_a_name_inside_a_folder(name):
    assert is_inside(name)


@pytest.mark.parametrize("name", ["", "/a", "../a", "a/../b", "a//b", "a/", ".", "a\\b", "a\nb", "a\0b", "x" * 2000])
def test_a_name_that_leads_elsewhere(name, tmp_path):
    assert not is_inside(name)
    with pytest.raises(Refused, match="no path inside this folder"):
        read_inside(tmp_path, name, 10)


def test_a_file_is_read_up_to_its_limit(tmp_path):
    (tmp_path / "a").write_bytes(b"12345")
    assert read_inside(tmp_path, "a", 5) == b"12345"
    with pytest.raises(Refused, match="a: 5 bytes, at most 4 are read"):
        read_inside(tmp_path, "a", 4)
    with pytest.raises(Refused, match="b: missing"):
        read_inside(tmp_path, "b", 4)


def test_json_that_any_writer_of_ours_writes_is_read():
    assert json_of('{"ä": [1, -2.5e-7, null, true, "\\n😀"]}'.encode(), "x") == {"ä": [1, -2.5e-7, None, True, "\n😀"]}


FORM = forms.keys({"name": forms.text, "rows": forms.many(forms.count)}, {"seed": forms.maybe(forms.number)})


def test_a_value_of_its_form_passes_with_more_beside_it():
    FORM({"name": "a", "rows": [1, 2], "other": object()}, "x")
    FORM({"name": "a", "rows": [], "seed": None}, "x")


@pytest.mark.parametrize("value, says", [
    ([], "x: expected a mapping"), ({"rows": []}, "x: name: missing"),
    ({"name": 1, "rows": []}, "x.name: expected a text, found 1"),
    ({"name": "a", "rows": [1, "2"]}, r"x.rows\[1\]: expected a whole number, found '2'"),
    ({"name": "a", "rows": [True]}, r"x.rows\[0\]: expected a whole number, found True"),
    ({"name": "a", "rows": [2**63]}, r"x.rows\[0\]: expected a whole number"),
    ({"name": "a", "rows": [], "seed": "1"}, "x.seed: expected a number"),
])
def test_a_value_of_another_form_is_refused_by_its_name(value, says):
    with pytest.raises(Refused, match=says):
        FORM(value, "x")


@pytest.mark.parametrize("key", ["", "a/b", "../a", "a@b@c", "a b", "-a", "a@../b"])
def test_no_stage_has_a_key_that_would_be_another_path(key):
    with pytest.raises(Refused):
        forms.key(key, "x")
