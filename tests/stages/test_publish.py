"""The publish stage: what it copies, what it keeps apart, and what its page says."""

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from glueline.glue.averages import averages
from glueline.glue.cells import BUILT_IN, CELLS, OFFICIAL
from glueline.refusal import Refused
from glueline.tables.json_file import read_json, write_json
from glueline.tables.markdown import NO_BREAK
from stages import publish

SHA = "0123456789abcdef" * 4


def cell(name: str, score: float | None, **others) -> dict:
    filled = {"score": score, "low": score - 1.25, "high": score + 2.5} if score is not None else dict.fromkeys(
        ("score", "low", "high"))
    return {"task": CELLS[name].task, "split": CELLS[name].split, "rows": 1043, "standing": "official rows", "why": None,
            "metrics": {"accuracy": score} if score is not None else {}, **filled, **others}


def scores(teacher: str = "minilm", first: float = 30.84, standing: str = OFFICIAL) -> dict:
    """A run with QQP empty but for its aside, MNLI-mm absent, and every other cell filled."""
    cells = {name: cell(name, first + 5 * at) for at, name in enumerate(CELLS)}
    aside = {"score": 81.24, "low": 78.0, "high": 84.1, "metrics": {"accuracy": 83.04, "f1": 79.44},
             "note": "not the official validation split"}
    cells["qqp"] = cell("qqp", None, why="1000 of the 40430 official rows are there.", rows=1000, aside=aside)
    cells["mnli_mm"] = cell("mnli_mm", None, why="the snapshot has no such file", rows=0, standing="absent")
    cells["ax"] = cell("ax", None, why="GLUE publishes no labels for AX")
    training = {"cola": {"rows": 7700, "of": 7700, "standing": "official bytes"},
                "sst2": {"rows": 10000, "of": 66849, "standing": "official rows"}}
    return {"teacher": teacher, "data": {"source": "snapshot", "standing": standing}, "cells": cells,
            "averages": averages({name: one["score"] for name, one in cells.items()}),
            "bootstrap": {"resamples": 1000, "seed": 1},
            "lineage": {"weights": {"backbone": "all-MiniLM-L6-v2", "sha256": SHA}, "checkpoint": SHA, "curriculum": SHA,
                        "seed": 7, "settings": {"threads": 2}, "prepared": {"cola/validation": SHA}, "training": training}}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A checkout with one present run and no kept entry."""
    for stage in ("teach", "distill", "score"):
        write_json(tmp_path / "code" / f"{stage}.json", {"fingerprint": f"{stage}{SHA}"})
    write_json(tmp_path / "scores/minilm/scores.json", scores())
    (tmp_path / "leaderboard").mkdir()
    return tmp_path


def keep(house: Path, name: str, *runs: dict) -> Path:
    entry = house / "leaderboard" / name
    write_json(entry / "scores.json", {run["teacher"]: run for run in runs})
    sha256 = hashlib.sha256((entry / "scores.json").read_bytes()).hexdigest()
    write_json(entry / "entry.json", {
        "name": name, "note": f"what {name} is", "commit": SHA, "dirty": False, "code": {"teach": SHA},
        "records": {"teach@minilm": SHA}, "sha256": {"scores.json": sha256}})
    return entry


def run(house: Path, out: str = "out") -> tuple[list[dict], str]:
    scored = {path.name: f"teachers/{path.name}" for path in (house / "scores").iterdir()}
    codes = (house / f"code/{stage}.json" for stage in ("teach", "distill", "score"))
    more = (house / name for name in ("analysis", "curriculum", "teachers", "student"))
    publish.main(publish.Settings((), scored), *codes, house / "scores", *more, house / "leaderboard", house / out)
    page = (house / out / "leaderboard.md").read_text("utf-8")
    return read_json(house / out / "leaderboard.json")["tables"], page.replace(NO_BREAK, " ")


def lines_with(page: str, text: str) -> list[str]:
    return [line for line in page.splitlines() if text in line]


def test_a_lone_run_makes_a_table_that_the_page_starts_with(house):
    tables, page = run(house)
    assert [table["standing"] for table in tables] == [OFFICIAL]
    assert tables[0]["rows"][0]["scores"] == scores()
    heading, _, heads, rule, row = page.splitlines()[:5]
    assert heading == "## GLUE's official validation splits"
    assert heads.startswith("| entry | CoLA<br><sub>MCC</sub> | SST-2<br><sub>accuracy</sub> | ")
    assert heads.count("|") == rule.count("|") == row.count("|") == 14     # entry, ten cells, two averages
    assert "| 30.8<br><sub>29.6 to 33.3</sub> |" in row


def test_metrics_are_the_present_runs_scores_in_numbers_alone(house):
    run(house)
    found = read_json(house / "out/metrics.json")
    assert list(found) == ["minilm"] and found["minilm"]["cells"]["cola"] == 30.84
    assert not {"qqp", "mnli_mm", "ax"} & set(found["minilm"]["cells"])
    assert set(found["minilm"]["averages"]) == {"glue", "article"}


def test_an_average_says_over_how_many_cells_and_without_which(house):
    _, page = run(house)
    row = lines_with(page, "**this run**")[0]
    assert "<br><sub>over 8 of 10</sub>" in row and "<br><sub>over 7 of 9</sub>" in row
    assert any(line.endswith("over 8 of 10 cells, without QQP, MNLI-mm") for line in page.splitlines())


def test_an_empty_cell_is_a_dash_with_its_reason_and_its_aside_below(house):
    _, page = run(house)
    columns = lines_with(page, "**this run**")[0].split(" | ")
    assert columns[5] == "–" and columns[7] == "–"      # QQP, MNLI-mm
    assert "- MNLI-mm: the snapshot has no such file." in page.splitlines()
    assert lines_with(page, "- QQP: ") == [
        "- QQP: 1000 of the 40430 official rows are there. On the 1,000 rows there are: 81.2 (78.0 to 84.1; accuracy 83.0, "
        "F1 79.4); not the official validation split, in no average."]


def test_details_follow_the_order_of_the_columns(house):
    _, page = run(house)
    details = page.split("| cell | score |")[1].split("\n\n")[0].splitlines()[2:]
    assert [line.split(" | ")[0].removeprefix("| ") for line in details] == [cell.title for cell in CELLS.values()]


def test_a_cap_on_training_rows_is_said(house):
    _, page = run(house)
    assert lines_with(page, "| SST-2 | ")[0].endswith("| 10,000 of 66,849 rows (source: official rows) |")
    assert lines_with(page, "| CoLA | ")[0].endswith("| 7,700 rows (source: official bytes) |")


def test_the_lineage_names_rows_code_params_weights_and_seed(house):
    tables, page = run(house)
    assert tables[0]["rows"][0]["code"] == {stage: f"{stage}{SHA}" for stage in ("teach", "distill", "score")}
    for line in ("| weights | all-MiniLM-L6-v2 `0123456789ab` |", "| checkpoint | `0123456789ab` |",
                 "| curriculum | `0123456789ab`, 17,700 train rows |", '| settings | `{"threads": 2}` |',
                 "| seed | 7; bootstrap 1, 1,000 resamples |",
                     "| code | teach `teach0123456`, distill `distill01234`, score `score0123456` |"):
        assert line in page.splitlines()


def test_what_the_backbones_saw_before_is_disclosed(house):
    _, page = run(house)
    heads = page.splitlines()[2]
    titles = ("MNLI-m", "MNLI-mm", "QNLI", "RTE", "QQP", "STS-B", "CoLA", "WNLI")
    assert [title for title in titles if f"{title}†" in heads] == ["MNLI-m", "MNLI-mm", "QNLI", "RTE", "QQP", "STS-B"]
    assert len([line for line in page.splitlines() if line.startswith("† ") and "saw NLI pairs" in line]) == 1


def test_synthetic_scores_stand_in_a_table_of_their_own_and_are_called_so(house):
    keep(house, "builtin", scores(standing=BUILT_IN, first=40.0))
    tables, page = run(house)
    assert "| **this run**<br><sub>minilm</sub> |" in page
    assert [(table["standing"], [row["name"] for row in table["rows"]]) for table in tables] == [
        (OFFICIAL, ["this run"]), (BUILT_IN, ["builtin"])]
    assert "## Built-in, synthetic" in page.splitlines()
    assert "| **builtin**<br><sub>minilm, built-in, synthetic</sub> |" in page


def test_kept_entries_come_first_by_name_with_a_row_a_teacher(house):
    keep(house, "second", scores("minilm", 31.0), scores("mpnet", 41.0))
    keep(house, "first", scores("minilm", 32.0))
    tables, page = run(house)
    rows = tables[0]["rows"]
    assert [(row["name"], row["scores"]["teacher"]) for row in rows] == [
        ("first", "minilm"), ("second", "minilm"), ("second", "mpnet"), ("this run", "minilm")]
    assert rows[0]["commit"] == SHA and rows[0]["records"] == {"teach@minilm": SHA} and rows[0]["note"] == "what first is"
    assert "| records | teach@minilm `0123456789ab` |" in page.splitlines()


def test_the_present_run_is_not_shown_twice_once_it_is_kept(house):
    keep(house, "first", scores())
    tables, _ = run(house)
    assert [row["name"] for row in tables[0]["rows"]] == ["first"]


def test_a_kept_file_that_was_edited_is_refused(house):
    entry = keep(house, "first", scores())
    edited = (entry / "scores.json").read_text("utf-8").replace("30.84", "99.84")
    (entry / "scores.json").write_text(edited, "utf-8")
    with pytest.raises(Refused, match="first/scores.json: not the file that was kept"):
        run(house)


def test_a_kept_file_that_is_gone_is_refused(house):
    (keep(house, "first", scores()) / "scores.json").unlink()
    with pytest.raises(Refused, match="first/scores.json: not the file that was kept"):
        run(house)


def test_two_runs_write_the_same_bytes(house):
    keep(house, "first", scores("mpnet", 32.0))
    run(house, "one")
    run(house, "two")
    for name in ("leaderboard.json", "leaderboard.md", "leaderboard.html"):
        assert (house / "one" / name).read_bytes() == (house / "two" / name).read_bytes()


def test_every_table_of_the_page_is_well_formed(house):
    """Every line of a Markdown table has as many columns as its head, or it is drawn torn."""
    keep(house, "first", scores("mpnet", 32.0, standing=BUILT_IN))
    _, page = run(house)
    blocks = [block.splitlines() for block in page.split("\n\n") if block.startswith("|")]
    assert len(blocks) == 2 + 2 * 2
    for block in blocks:
        assert len({line.count("|") for line in block}) == 1, block[0]


def test_runs_that_differ_in_their_seed_alone_are_one_row_of_the_table_and_each_has_its_details(house):
    def seeded(seed: int, first: float) -> dict:
        one = scores(f"s{seed}", first)
        return one | {"lineage": one["lineage"] | {"seed": seed, "checkpoint": f"{seed}" * 64, "settings": {"seed": seed}}}

    keep(house, "three", seeded(1, 30.0), seeded(2, 31.0), seeded(3, 32.0))
    tables, page = run(house)
    assert [one["seeds"] for one in tables[0]["seeds"]] == [[1, 2, 3]] and len(tables[0]["rows"]) == 4
    shown = lines_with(page, "**three**")
    assert len(shown) == 1 and shown[0].startswith(
        "| **three**<br><sub>s1, s2, s3, mean of 3 seeds</sub> | 31.0<br><sub>28.5 to 33.5</sub> |")
    assert len(lines_with(page, "## three: s")) == 3 and len(lines_with(page, "**this run**")) == 1
    assert "over 7 of 9" in shown[0] and shown[0].count("|") == 14


def test_the_page_shows_what_an_audit_of_each_entrys_own_files_finds_and_the_same_bytes_beside_other_code(house, repo):
    shutil.copytree(repo / "leaderboard/minilm-plain-epochs", house / "leaderboard/minilm-plain-epochs")
    keep(house, "forged", scores("forged", first=40.0))  # vouched for by itself, with neither records nor predictions
    run(house)
    html = (house / "out/leaderboard.html").read_text("utf-8")
    badges = dict(re.findall(r'<h3 [^>]*>([^<]+)</h3>\s*<ul class="badges"[^>]*>.*?</span> (audit[^<]*)</li>', html))
    assert badges == {"minilm-plain-epochs": "audit of its files alone: identical", "forged": "audit: not reproduced",
                      "this run / minilm": "audit: unverified, not asked here: glueline page asks"}
    (house / "glueline").mkdir()  # no code of the checkout is looked at
    (house / "leaderboard/runs.jsonl").write_text("no journal is read")
    run(house, "again")
    assert (house / "again/leaderboard.html").read_bytes() == (house / "out/leaderboard.html").read_bytes()
