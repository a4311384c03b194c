"""`glueline claims`: what it prints and writes, and how it ends."""

import json

import pytest

from glueline.claims.examine import examine
from glueline.claims.page import page
from glueline.cli import main
from tests.claims.small import small

RIGHT = """
kind: table
model: Gardener
source: {title: Crops, date: 2020-05-01}
split: test
rows:
  - {task: beans, figures: {accuracy: "90.0"}, examples: {test: 50}}
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.yaml").write_text(RIGHT)
    return tmp_path / "t.yaml"


def test_a_table_in_which_all_holds_ends_with_0_and_is_shown_with_its_arithmetic(file, capsys):
    assert main(["claims", "t.yaml"]) == 0
    shown = capsys.readouterr().out
    assert "Gardener: Crops (2020-05-01)" in shown and "Of 1 things looked at 1 holds." in shown
    assert "beans 90.0: HOLDS. 45/50 = 90.00 (one row is 2)." in shown


def test_a_table_in_which_something_does_not_ends_with_1(file, capsys):
    file.write_text(RIGHT.replace("90.0", "91.0"))
    assert main(["claims", "t.yaml"]) == 1
    assert "beans 91.0: DOES NOT HOLD. 45/50 = 90.00 and 46/50 = 92.00: none prints as 91.0." in capsys.readouterr().out


def test_the_findings_as_json(file, capsys):
    assert main(["claims", "t.yaml", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["counts"] == {"holds": 1, "does not hold": 0, "ambiguous": 0, "cannot be checked": 0}
    assert found["checks"]["reachable"]["findings"][0]["verdict"] == "holds" and found["model"] == "Gardener"


def test_the_findings_as_a_page_the_same_bytes_each_time(file, tmp_path):
    assert main(["claims", "t.yaml", "--markdown", "deep/out.md"]) == 0
    first = (tmp_path / "deep/out.md").read_bytes()
    assert main(["claims", "t.yaml", "--markdown", "deep/out.md"]) == 0
    assert (tmp_path / "deep/out.md").read_bytes() == first and first.startswith(b"# Claims of Gardener, examined\n")
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out.md"]


@pytest.mark.parametrize("change, message", [
    (("model", "modle"), "glueline: t.yaml: modle: unknown key"),
    (("90.0", "ninety"), "t.yaml: rows[0].figures.accuracy: 'ninety'"),
    (("kind: table", "kind: page"), "t.yaml: model: unknown key"), (("Gardener", "!!binary aGk="), "the tag"),
])
def test_bad_input_is_refused_in_one_line_and_leaves_the_page_as_it_was(file, tmp_path, capsys, change, message):
    (tmp_path / "out.md").write_text("as it was")
    file.write_text(RIGHT.replace(*change))
    assert main(["claims", "t.yaml", "--markdown", "out.md"]) == 2
    error = capsys.readouterr().err
    assert message in error and error.count("\n") == 1 and (tmp_path / "out.md").read_text() == "as it was"


def test_a_page_that_cannot_be_written_is_refused(file, tmp_path, capsys):
    (tmp_path / "out").write_text("a file")
    assert main(["claims", "t.yaml", "--markdown", "out/out.md"]) == 2
    assert "out/out.md: " in capsys.readouterr().err


def test_what_a_claims_file_says_cannot_become_markup(file):
    claim = {"says": "a | b [c](javascript:d) **e** `f`", "kind": "words", "needs": "&lt;"}
    table = small(model="<script>x</script>", claims=[claim])
    written = page(table, examine(table), "glueline claims t.yaml")
    assert "<script" not in written and "&lt;script&gt;" in written and "&amp;lt;" in written
    row, = [line for line in written.splitlines() if "javascript" in line]
    assert "a \\| b \\[c\\](javascript:d) \\*\\*e\\*\\* \\`f\\`" in row
