"""`glueline review` on a few made rows of two operators."""

import csv
import json

import pytest

from glueline.cli import main
from glueline.tables.adversarial import table_path
from glueline.tables.examples import ADVERSARIAL, PREPARED, variant_id
from glueline.tables.files import file_sha256
from glueline.tables.parquet import write_rows
from glueline.tables.review_sheet import ASKED, sample

RIGHT, FLUENT, NOTE = ASKED
SECRET = "a text that git must not hold"


def made(operator, idx, verdict="accepted", task="rte", use="train"):
    parent = f"{task}/{use}/{idx}"
    return {"id": variant_id(parent, operator), "parent_id": parent, "task": task, "split": use, "text_a": f"{SECRET}, {idx} ",
            "text_b": "it is not so" if task == "rte" else None, "label": 1.0, "operator": operator, "family": "counterfactual",
            "label_effect": "flipped", "rule": "it is denied", "verdict": verdict}


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Thirty rows that negation made, ten of which were accepted, four accepted ones of voice, two of validation."""
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data"
    for task, use, rows in (("rte", "train", 30), ("cola", "train", 4), ("rte", "validation", 2)):
        write_rows(data / "prepared" / task / f"{use}.parquet", PREPARED, (
            {"id": f"{task}/{use}/{idx}", "task": task, "split": use, "text_a": f"the parent {idx}",
             "text_b": "it is so" if task == "rte" else None, "label": 0.0} for idx in range(rows)))
    tables = {("train", "rte"): [made("negation", idx, "accepted" if idx % 3 == 0 else "not fluent") for idx in range(30)],
              ("train", "cola"): [made("voice", idx, task="cola") for idx in range(4)],
              ("validation", "rte"): [made("negation", idx, use="validation") for idx in range(2)]}
    for (use, task), rows in tables.items():
        write_rows(table_path(data / "adversarial", use, task), ADVERSARIAL, rows)
    return tmp_path


def lines(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fill(path, answers):
    """Answer the sheet's lines in order: (label right, fluent, note) each."""
    sheet = lines(path)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(sheet[0]))
        out.writeheader()
        out.writerows({**line, **dict(zip(ASKED, answer))} for line, answer in zip(sheet, answers))


def test_the_sheet_shows_a_row_beside_its_parent_with_labels_in_words_and_room_for_answers(checkout, capsys):
    assert main(["review", "--sample", "100"]) == 0
    sheet = lines(checkout / "data/review.csv")
    assert len(sheet) == 16 and "16 rows" in capsys.readouterr().out
    line = next(line for line in sheet if line["id"] == "rte/train.negation/3")
    assert line == {"id": "rte/train.negation/3", "operator": "negation", "label before": "entailment",
                    "label after": "not_entailment", "before a": "the parent 3", "before b": "it is so",
                    "after a": f"{SECRET}, 3 ", "after b": "it is not so", "rule": "it is denied",
                    RIGHT: "", FLUENT: "", NOTE: ""}
    assert next(line for line in sheet if line["operator"] == "voice")["before b"] == ""


def test_a_sample_is_of_accepted_rows_of_each_operator_about_as_many_and_the_same_for_a_seed(checkout):
    adversarial = checkout / "data/adversarial"
    rows = sample(adversarial, 6, seed=1)
    assert [row["operator"] for row in rows].count("voice") == 3 and {row["verdict"] for row in rows} == {"accepted"}
    assert rows == sample(adversarial, 6, seed=1) != sample(adversarial, 6, seed=2)
    assert len(sample(adversarial, 14, seed=1)) == 14  # voice has four, negation gives the rest


def test_answers_come_back_as_counts_with_intervals_and_without_any_text(checkout, capsys):
    main(["review", "--sample", "16"])
    operators = [line["operator"] for line in lines(checkout / "data/review.csv")]
    fill(checkout / "data/review.csv", [("n" if operator == "voice" else "Yes", "", SECRET) for operator in operators[:-1]])
    assert main(["review", "--read", "data/review.csv"]) == 0
    kept, = (checkout / "leaderboard/reviews").glob("*.json")
    assert SECRET not in kept.read_text() and str(kept.relative_to(checkout)) in capsys.readouterr().out
    found = json.loads(kept.read_text())
    assert found["operators"]["voice"]["label_wrong"] == {"rows": 4, "of": 4, "share": 1.0, "low": 0.5101, "high": 1.0}
    negation = operators[:-1].count("negation")
    assert found["operators"]["negation"]["label_wrong"]["of"] == negation == 11
    assert found["operators"]["negation"]["label_wrong"]["rows"] == 0
    assert found["operators"]["negation"]["not_fluent"] == {"rows": 0, "of": 0, "share": None, "low": 0.0, "high": 1.0}
    # of 16 accepted rows 12 are negation's: 0.75 * 0/11 + 0.25 * 4/4; 1 / (0.75**2 / 11 + 0.25**2 / 4) = 14.98 answers are left
    assert found["all"]["label_wrong"] == {"share": 0.25, "low": 0.0989, "high": 0.5032, "covers": 1.0}
    assert found["all"]["not_fluent"] == {"share": None, "low": 0.0, "high": 1.0, "covers": 0.0}
    assert len(found["answers"]) == 15
    tables = found["adversarial"]
    assert tables["train/cola.parquet"] == file_sha256(checkout / "data/adversarial/train/cola.parquet") and len(tables) == 3


def test_the_same_answers_are_kept_once_and_others_beside_them(checkout):
    main(["review", "--sample", "4"])
    for answers in ([("y", "y", "")] * 4, [("y", "y", "")] * 4, [("n", "y", "")] * 4):
        fill(checkout / "data/review.csv", answers)
        main(["review", "--read", "data/review.csv"])
    assert len(list((checkout / "leaderboard/reviews").glob("*.json"))) == 2


def test_a_sheet_of_another_run_is_refused(checkout, capsys):
    main(["review", "--sample", "4"])
    fill(checkout / "data/review.csv", [("y", "y", "")] * 4)
    for idx, change in ((0, {"text_a": "another text"}), (0, {"id": "rte/train.other/0"})):
        write_rows(table_path(checkout / "data/adversarial", "train", "cola"), ADVERSARIAL,
                   [made("voice", n, task="cola") | (change if n >= idx else {}) for n in range(4)])
        assert main(["review", "--read", "data/review.csv"]) == 2
        assert "not a row of data/adversarial as it is now" in capsys.readouterr().err
    assert not (checkout / "leaderboard").exists()


@pytest.mark.parametrize("answers, message", [
    ([("maybe", "", "")] * 4, "'maybe' is neither y nor n"),
    ([("", "", "I did not look")] * 4, "no answers; fill in the columns"),
])
def test_answers_that_say_nothing_are_refused(checkout, capsys, answers, message):
    main(["review", "--sample", "4"])
    fill(checkout / "data/review.csv", answers)
    assert main(["review", "--read", "data/review.csv"]) == 2
    assert message in capsys.readouterr().err


def test_a_sheet_that_may_have_been_filled_in_is_not_written_over(checkout, capsys):
    main(["review", "--sample", "4"])
    assert main(["review", "--sample", "4"]) == 2
    assert "data/review.csv: exists already" in capsys.readouterr().err
    assert main(["review", "--sample", "4", "--sheet", "data/other.csv"]) == 0


@pytest.mark.parametrize("content", [None, "id,text\n1,2\n"])
def test_what_is_no_sheet_is_refused(checkout, capsys, content):
    if content:
        (checkout / "sheet.csv").write_text(content)
    assert main(["review", "--read", "sheet.csv"]) == 2
    assert capsys.readouterr().err.startswith("glueline: sheet.csv: not ")


def test_without_made_rows_or_with_a_parent_gone_there_is_no_sheet(checkout, capsys):
    write_rows(checkout / "data/prepared/cola/train.parquet", PREPARED, [])
    assert main(["review", "--sample", "16"]) == 2
    assert "cola/train/" in capsys.readouterr().err
    for path in (checkout / "data/adversarial").rglob("*.parquet"):
        path.unlink()
    assert main(["review", "--sample", "16"]) == 2
    assert "data/adversarial: no made rows; run `dvc repro perturb`" in capsys.readouterr().err
