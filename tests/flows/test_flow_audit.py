"""The audit as a flow: verdicts as artifacts, and a failed run that names the cell where one has changed."""

import json
from datetime import date
from pathlib import Path

import pytest
from tampering.house import build, copy

from flows.audit import audit, main
from flows.last_audit import LAST, alarms
from flows.lots import cheap_stages, draw
from flows.notes import FOLDER

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    """A house with two kept entries; not to be changed."""
    return build(tmp_path_factory.mktemp("audited") / "house")


@pytest.fixture
def house(kept, tmp_path, monkeypatch, prefect) -> Path:
    """A copy of it, as working directory."""
    monkeypatch.chdir(copy(kept, tmp_path / "house"))
    return Path()


def spoil(house: Path) -> None:
    """Another score for CoLA in what the entry keeps."""
    path = house / "leaderboard/first/scores.json"
    scores = json.loads(path.read_text())
    scores["one"]["cells"]["cola"]["score"] += 1
    path.write_text(json.dumps(scores, indent=2, sort_keys=True) + "\n")


def test_an_audit_of_all_shows_every_cell_and_the_next_one_says_which_verdict_changed(house):
    from prefect.artifacts import Artifact

    first = audit(return_state=True)
    assert first.is_completed() and first.message.startswith("level 1: levels 0, 1 (hashes"), first.message
    rows = json.loads(Artifact.get("verdicts-level-1").data)
    assert {row["verdict"] for row in rows} == {"identical"}
    assert {"first/one/cola", "second/two/stsb"} <= {row["cell"] for row in rows}
    assert "**first: identical**" in Artifact.get("audit-level-1").data
    spoil(house)
    changed = audit(return_state=True)
    assert changed.is_failed() and "first/one/cola: identical last time, not reproduced now" in changed.message
    assert "second" not in changed.message
    assert main([]) == 1, "a failure stays one"
    assert json.loads((house / FOLDER / LAST).read_text())["level 1"]["first/one/cola"] == "not reproduced"


def test_one_cheap_stage_is_drawn_by_the_date_and_run_again(house):
    drawn = draw(cheap_stages(house, 60), date.today())
    state = audit(level=3, return_state=True)
    assert state.is_completed() and f"level 3, {drawn[0]}: {drawn[1]}" in state.message, state.message
    assert list(json.loads((house / FOLDER / LAST).read_text())) == [f"level 3, {drawn[0]}: {drawn[1]}"]


def test_what_is_cheap_stands_in_the_journal_and_the_lot_falls_on_all_in_turn(house):
    assert cheap_stages(house, 0) == []
    every = cheap_stages(house, 1e6)
    assert ("first", "prepare") in every and ("second", "teach@one") in every
    days = [date.fromordinal(number) for number in range(739000, 739400)]
    assert {draw(every, day) for day in days} == set(every)
    assert draw(every, days[0]) == draw(every, days[0])


def test_bad_input_fails_the_run_in_one_line(house):
    state = audit(entries=["third"], return_state=True)
    assert state.is_failed() and state.message.startswith("third: no such entry; there are first, second")
    nothing = audit(level=3, seconds_at_most=1e-9, return_state=True)
    assert nothing.is_failed() and nothing.message.startswith("audit: no kept stage ran in 1e-09 s or less")


def test_the_alarms_by_hand():
    last = {"a/m/cola": "identical", "a/m/rte": "unverified", "a": "unverified", "b": "identical"}
    now = {"a/m/cola": "identical", "a/m/rte": "identical", "a": "identical", "b": "not reproduced"}
    assert alarms(last, now, True) == [
        "a/m/rte: unverified last time, identical now", "b: identical last time, not reproduced now"]
    assert alarms(now, now, True) == ["b: still not reproduced"]
    assert alarms(None, {"c/m/rte": "superseded", "d/m/rte": "not reproduced"}, True) == ["d/m/rte: not reproduced"]
    assert alarms(last, {"b": "identical"}, False) == []
    assert alarms(last, {"b": "identical"}, True) == [
        "a/m/cola: identical last time, not there now", "a/m/rte: unverified last time, not there now"]
