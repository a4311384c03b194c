"""A kept entry by its own files alone: the same words in any folder, and a number that does not follow from them is found."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from glueline.audit.by_itself import by_themselves

REPO = Path(__file__).resolve().parents[2]
ENTRY = "minilm-plain-epochs"


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """A kept entry in a folder with no git, no journal and no code."""
    shutil.copytree(REPO / "leaderboard" / ENTRY, tmp_path / "leaderboard" / ENTRY)
    return tmp_path


def edit_scores(root: Path, change, bless: bool) -> None:
    """Change the scores; with `bless` entry.json lists them as they are now, as a forger would have it."""
    entry = root / "leaderboard" / ENTRY
    content = json.loads((entry / "scores.json").read_text())
    change(content["minilm"]["cells"]["rte"])
    (entry / "scores.json").write_text(json.dumps(content, indent=2, sort_keys=True) + "\n")
    if bless:
        about = json.loads((entry / "entry.json").read_text())
        about["sha256"]["scores.json"] = hashlib.sha256((entry / "scores.json").read_bytes()).hexdigest()
        (entry / "entry.json").write_text(json.dumps(about))


def test_what_is_whole_holds_without_git_journal_or_code_and_says_that_they_were_not_asked(alone):
    found = by_themselves(alone)[ENTRY]
    assert (found["verdict"], found["level"], found["findings"], found["alone"]) == ("identical", 1, [], True)
    assert len(found["cells"]) == 11 and {one["verdict"] for one in found["cells"].values()} == {"identical"}
    assert found == by_themselves(REPO)[ENTRY]


def test_a_file_that_is_not_the_one_that_was_kept_is_named(alone):
    edit_scores(alone, lambda cell: cell.update(score=99.0), bless=False)
    found = by_themselves(alone)[ENTRY]
    assert found["verdict"] == "not reproduced" and "scores.json: not the file that was kept" in found["findings"][0]


def test_a_score_that_does_not_follow_from_the_predictions_is_found_though_the_entry_vouches_for_it(alone):
    edit_scores(alone, lambda cell: cell.update(score=cell["score"] + 1), bless=True)
    found = by_themselves(alone)[ENTRY]
    assert any("rte: score 65.6" in line and "from the predictions" in line for line in found["findings"])
    assert any("not the scores that the run of score@minilm made" in line for line in found["findings"])


def test_an_entry_that_cannot_be_read_is_not_reproduced_and_the_others_are_looked_at(alone):
    (alone / "leaderboard/torn").mkdir()
    (alone / "leaderboard/torn/entry.json").write_text("{")
    found = by_themselves(alone)
    assert (found["torn"]["verdict"], found["torn"]["cells"]) == ("not reproduced", {})
    assert found[ENTRY]["verdict"] == "identical"


def test_tagged_rows_beside_the_entries_are_not_read(monkeypatch):
    monkeypatch.setattr("glueline.audit.beside.recorded_tags", lambda *_: pytest.fail("data/challenge was asked"))
    assert by_themselves(REPO)["mpnet-student"]["verdict"] == "identical"
