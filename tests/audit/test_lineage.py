"""Records as a graph, on a toy of five stages: what rests on what, and where a run stands in the journal."""

import json

import pytest

from glueline.provenance.hashing import folder_digest, sha256_of
from glueline.audit.lineage import downstream, made, made_by_all, makers, scorers, upstream
from glueline.audit.runs import read_journal

A, B = folder_digest({"x": "1" * 64, "deep/y": "2" * 64}), folder_digest({"scores.json": "3" * 64})


def record(inputs: dict, **outputs) -> dict:
    return {"inputs": inputs, "outputs": {path.replace("_", "/"): {"sha256": one.sha256, "files": one.files}
                                          for path, one in outputs.items()}}


RECORDS = {
    "source": record({}, data_source=A),
    "left": record({"data/source/x": "1" * 64}, data_out_left=A),
    "right": record({"data/source": A.sha256}, data_out_right=A),
    "score@m": record({"data/out": "?"}, data_scores_m=B),
    "other": record({"elsewhere": "?"}, data_other=A),
}


def test_what_rests_on_what():
    assert upstream(RECORDS, "score@m") == {"score@m", "left", "right", "source"}
    assert downstream(RECORDS, "source") == {"source", "left", "right", "score@m"}
    assert downstream(RECORDS, "left") == {"left", "score@m"} and upstream(RECORDS, "other") == {"other"}
    assert makers(RECORDS, "data/out") == ["left", "right"] and makers(RECORDS, "data/ou") == []


def test_what_a_run_made_is_found_by_path_inside_it_and_across_several():
    assert made(RECORDS["source"], "data/source") == A.sha256
    assert made(RECORDS["source"], "data/source/deep/y") == "2" * 64
    assert made(RECORDS["source"], "data/source/deep") == folder_digest({"y": "2" * 64}).sha256
    assert made(RECORDS["source"], "data/sourcery") is None
    both = {f"{side}/{name}": sha256 for side in ("left", "right") for name, sha256 in A.files.items()}
    assert made_by_all(RECORDS, "data/out") == sha256_of(both)


def test_scores_are_told_by_what_a_run_made_not_by_its_name():
    assert scorers(RECORDS) == {"m": ("score@m", "data/scores/m")}


def line(stage: str, time: str, **more) -> str:
    return json.dumps({"stage": stage, "work": None, "record": None, "status": "failed", "message": None, "seconds": 2.0,
                       "time": time, "host": "h", "peak_mib": 1.0, **more})


@pytest.fixture
def journal(tmp_path):
    def write(*lines: str):
        (tmp_path / "leaderboard").mkdir(exist_ok=True)
        (tmp_path / "leaderboard/runs.jsonl").write_text("\n".join(lines) + "\n")
        return read_journal(tmp_path)
    return write


def test_the_journal_compares_moments_not_clocks_of_time_zones(journal):
    found = journal(line("a", "2026-11-23T12:00:00+00:00"), line("b", "2026-11-23T13:00:00+02:00"))
    assert found.backwards == {2: "line 2 ends before line 1 of the same host"}
    assert found.lines[0].began == found.lines[0].ended - 2
    assert journal(line("a", "2026-11-23T12:00:00+00:00"), line("b", "2026-11-23T14:00:00+02:00")).backwards == {}
    assert journal(line("a", "2026-11-23T12:00:00+00:00"), line("b", "2026-11-23T11:00:00+00:00", host="i")).backwards == {}


def test_a_torn_or_foreign_line_is_passed_over_by_number(journal):
    found = journal(line("a", "2026-11-23T12:00:00+00:00"), '{"stage": "teach', line("b", "yesterday"),
                    line("c", "2026-11-23T12:00:01+00:00"))
    assert found.torn == [2, 3] and [each.content["stage"] for each in found.lines] == ["a", "c"]
