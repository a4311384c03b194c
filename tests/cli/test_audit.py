"""`glueline audit` on the kept entries of this checkout: what holds of them is said, and what cannot be known here is not."""

import json

import pytest

from glueline.cli import main
from glueline.audit.verdicts import VERDICTS

ENTRY = "minilm-plain-epochs"


@pytest.fixture
def audit(repo, monkeypatch, capsys):
    """Run the command in this checkout; its exit code, and what it printed."""
    monkeypatch.chdir(repo)

    def run(*words: str) -> tuple[int, str]:
        code = main(["audit", *words])
        return code, capsys.readouterr().out
    return run


def parsed(shown: str, name: str = ENTRY) -> dict:
    return next(each for each in json.loads(shown)["subjects"] if each["name"] == name)


def test_every_kept_entry_holds_at_levels_0_and_1_by_its_own_code(audit, repo):
    code, shown = audit("--json")
    assert code == 0 == json.loads(shown)["exit"]
    subjects = json.loads(shown)["subjects"]
    kept = sorted(path.parent.name for path in (repo / "leaderboard").glob("*/entry.json"))
    assert [each["name"] for each in subjects] == kept and len(kept) >= 2
    for each in subjects:
        assert each["verdict"] in VERDICTS[:3]
        assert all(cell["score"] == cell["again"] for cell in each["cells"])


def test_the_second_entry_is_told_of_as_it_is(audit):
    """Run beside uncommitted files, none of which its stages reach; by now the code is another."""
    found = parsed(audit(ENTRY, "--json")[1])
    assert found["verdict"] == "superseded"
    assert found["looked_at"] | {"bytes": 0} == {"bytes": 0, "links": 15, "records": 8, "runs": 8}
    assert any("score@minilm" in note["says"] and "dirty" in note["says"] for note in found["notes"])
    assert {finding["cause"] for finding in found["findings"]} == {"code"}
    cell = next(cell for cell in found["cells"] if cell["cell"] == "cola")
    assert (cell["verdict"], cell["score"]) == ("superseded", 30.2295)


def test_weights_that_are_not_here_are_unverified_and_never_passed(audit, repo):
    if (repo / "data/teachers").exists():
        pytest.skip("there are weights here, though other ones perhaps")
    code, shown = audit(f"{ENTRY}/cola", "--level", "2", "--json")
    assert code == 3
    [cell] = parsed(shown)["cells"]
    assert (cell["verdict"], cell["cause"]) == ("unverified", "weights")
    assert "data/teachers/minilm/model.safetensors: not here with the recorded sha256 509a0ca39412" in cell["says"]


def test_a_stage_whose_inputs_are_not_here_is_unverified(audit, repo):
    if (repo / "data/prepared").exists():
        pytest.skip("there is data here")
    code, shown = audit(ENTRY, "--level", "3", "--stage", "score@minilm", "--json")
    assert code == 3 and "not here with the recorded sha256" in json.dumps(parsed(shown)["findings"])


def test_a_tree_without_colours_goes_where_there_is_no_terminal(audit):
    code, shown = audit(f"{ENTRY}/cola", "minilm-plain")
    assert code == 0 and "\x1b" not in shown
    lines = shown.splitlines()
    assert any(line.startswith("│   └── cola     30.2295, again 30.2295") for line in lines)
    assert lines[-1].endswith("cells with a score: 9 superseded")


@pytest.mark.parametrize("words, says", [
    (["no-such"], "no-such: no such entry; there are "),
    ([f"{ENTRY}/no-such"], f"{ENTRY}/no-such: no such cell; there are "),
    (["../leaderboard"], "..: no such entry"), (["--level", "3"], "--level 3 runs one stage again; name it with --stage"),
    ([ENTRY, "--level", "3", "--stage", "bake"], "no record of a stage bake; there are check@raw, code, "),
    (["--sample", "0"], "--sample 0: give a number of batches")])
def test_bad_input_is_one_line_and_exit_code_2(repo, monkeypatch, capsys, words, says):
    monkeypatch.chdir(repo)
    assert main(["audit", *words]) == 2
    shown = capsys.readouterr()
    assert shown.err.count("\n") == 1 and shown.err.startswith("glueline: ") and says in shown.err
    assert shown.out == ""
