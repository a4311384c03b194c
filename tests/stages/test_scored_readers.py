"""What `score` writes is what `glueline compare` and the leaderboard's page read."""

import shutil

import pytest
from scored_house import SETTINGS, around, known_teacher, prepared, right_answers, scored, teacher  # noqa: F401, fixtures

from glueline.glue.tasks import TASKS
from glueline.tables.comparing import compare_entrants
from glueline.tables.comparison_page import page
from glueline.tables.diagnosis_page import diagnosis
from glueline.tables.examples import PREDICTIONS
from glueline.tables.json_file import read_json, write_json
from glueline.tables.kept import find_entrant
from glueline.tables.parquet import read_rows, write_rows
from stages import score


@pytest.fixture
def house(scored, prepared, around, teacher, tmp_path, monkeypatch):
    """Two scored teachers: `right` misses row 0 everywhere, `wrong` whatever `right` gets right where there are labels."""
    def turned(*arguments):
        logits = right_answers(*arguments)
        return -logits if TASKS[arguments[2]].labels else logits

    monkeypatch.setattr(score, "logits_of", turned)
    shutil.move(scored, tmp_path / "present/right")
    score.main(SETTINGS, prepared, *around, teacher, tmp_path / "present/wrong")
    return tmp_path


def compare(house, *names):
    return compare_entrants(*(find_entrant(name, house / "leaderboard", house / "present") for name in names), 200, 1)


def test_sections_beside_glues_cells_are_compared_too(house):
    found = compare(house, "wrong", "right")
    assert set(found["sections"]) == {"glue", "aside", "advglue", "ax", "adversarial"} and found["left_out"] == []
    advglue = found["sections"]["advglue"]
    assert advglue["tables"]["rte"]["difference"] == 87.5 - 12.5 == advglue["means"]["mean"]["difference"]
    assert advglue["tables"]["rte"]["mcnemar"]["base"] == 1
    made = found["sections"]["adversarial"]["tables"]["rte"]
    assert (made["rows"], made["other"]["mean"], made["mcnemar"]) == (4, 50.0, None)  # rows of one parent hang together
    assert list(found["sections"]["aside"]["tables"]) == ["qqp"] and found["sections"]["aside"]["means"] == {}
    assert "AdvGLUE dev (accuracy)" in page(found) and "average, the article's rule" in page(found)


def test_other_made_rows_are_left_out_and_other_advglue_rows_refused(house):
    path = house / "present/wrong/predictions/rte-validation_adversarial.parquet"
    write_rows(path, PREDICTIONS, [row | {"id": row["id"].replace("typing", "spelling")} for row in read_rows(path)])
    found = compare(house, "wrong", "right")
    assert found["left_out"] == ["adversarial/rte"] and "adversarial" not in found["sections"]
    assert "Left out, not scored alike on both sides: adversarial/rte" in page(found)


def test_an_entry_from_before_there_were_such_sections_is_compared_on_what_it_has(house):
    told = house / "present/wrong/scores.json"
    write_json(told, {key: value for key, value in read_json(told).items()
                      if key not in ("robustness", "ax", "calibration", "agreement")})
    found = compare(house, "wrong", "right")
    assert set(found["sections"]) == {"glue", "aside"} and found["left_out"] == ["adversarial/rte", "advglue/rte", "ax/ax"]
    assert diagnosis(read_json(told)) == []


def test_the_page_shows_each_part_as_a_table(house, monkeypatch):
    parts = diagnosis(read_json(house / "present/right/scores.json"))
    assert [part.splitlines()[0] for part in parts] == [
        "### AdvGLUE dev", "### Rows made of validation rows", "### AX", "### Calibration",
        "### Related heads on the same rows"]
    lines = "\n".join(parts).splitlines()
    assert any(line.startswith("| RTE | 87.5 | ") and line.endswith(" | 87.5 | 8 | 1 | known rows |") for line in lines)
    assert any(line.startswith("| QNLI | – | – | – | 0 | 0 | not in this copy |") for line in lines)
    assert any(line.startswith("| **mean** | **87.5** | ") and "over RTE; MNLI as one" in line for line in lines)
    assert any(line.startswith("| RTE | 3 rows, too few | ") for line in lines)
    assert "No accepted rows made of CoLA's validation rows" in lines
    assert any(line.startswith("| RTE | 0.078 | ") for line in lines)
    assert any(line.startswith("| rte/validation | MNLI | ") and line.endswith("| 7 of 8 |") for line in lines)
    monkeypatch.setattr("glueline.tables.diagnosis_page.FEWEST", 1)
    lines = "\n".join(diagnosis(read_json(house / "present/right/scores.json"))).splitlines()
    assert any(line.startswith("| RTE | 66.7 (66.7)<br>") and "+0.0" in line for line in lines)
    for block in (block.splitlines() for part in parts for block in part.split("\n\n") if block.startswith("|")):
        assert len({line.count("|") for line in block}) == 1, block[0]


def test_a_run_without_any_set_says_why_in_the_table(prepared, around, teacher, tmp_path):
    told = around[2] / "standing.json"
    absent = {"standing": "absent", "known": False, "rows": 0, "why": "the built-in set has no such rows", "learned": {}}
    write_json(told, {name: one | absent for name, one in read_json(told).items()})
    score.main(SETTINGS, prepared, *around, teacher, tmp_path / "scores")
    lines = "\n".join(diagnosis(read_json(tmp_path / "scores/scores.json"))).splitlines()
    assert lines.count("The built-in set has no such rows.") == 2  # under AdvGLUE and under AX
    assert not any(line.startswith("| AdvGLUE") for line in lines)
