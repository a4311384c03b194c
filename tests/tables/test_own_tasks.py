"""A task of one's own: its CSV files as the Hub's rows, and its row of the task table."""

from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from glueline.cli import main as glueline
from glueline.glue.tasks import TASKS, Split, Task
from glueline.refusal import Refused
from glueline.tables.files import file_sha256
from glueline.tables.json_file import read_json
from glueline.tables.own_tasks import as_source, described, own_rows
from stages import ingest, source

TRAIN = 'text,label\n"Great, truly.",good\n"Für die Katz.",bad\nFine.,good\nDull.,bad\n'
VALIDATION = "text,label\nLovely.,good\nBroken.,bad\nPoor.,bad\n"


@pytest.fixture
def reviews(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "own/reviews"
    folder.mkdir(parents=True)
    (folder / "train.csv").write_text(TRAIN, encoding="utf-8")
    (folder / "validation.csv").write_text(VALIDATION)
    return folder


def test_its_row_is_read_off_the_files(reviews, tmp_path):
    task = described(reviews.relative_to(tmp_path), "reviews")
    assert (task.text_columns, task.labels, task.metrics) == (("text",), ("bad", "good"), ("accuracy",))
    assert task.own == "own/reviews"
    assert task.splits["train"] == Split(4, (0.5, 0.5), file_sha256(reviews / "train.csv"), None)
    assert task.splits["validation"].balance == (0.667, 0.333)


def test_what_is_printed_is_the_same_row_again(reviews, tmp_path, capsys):
    assert glueline(["task", "own/reviews"]) == 0
    row = capsys.readouterr().out.partition("\n\n")[0]
    (again,) = eval(f"[{row}]", {"Task": Task, "Split": Split})  # as Python will read it in the task table
    assert again == described(reviews.relative_to(tmp_path), "reviews")


def test_words_with_quotes_are_printed_as_python_reads_them(reviews):
    for name, rows in (("train", TRAIN), ("validation", VALIDATION)):
        (reviews / f"{name}.csv").write_text(rows.replace("good", "it's").replace("bad", '"not ""it"""'), encoding="utf-8")
    task = described(reviews, "reviews")
    assert task.labels == ("it's", 'not "it"')
    assert eval(as_source(task).strip().rstrip(","), {"Task": Task, "Split": Split}) == task


def test_rows_are_those_of_the_hubs_files_labels_by_number(reviews):
    task = described(reviews, "reviews")
    rows = list(own_rows(reviews / "train.csv", task))
    assert rows[:2] == [{"text": "Great, truly.", "label": 1, "idx": 0}, {"text": "Für die Katz.", "label": 0, "idx": 1}]


def test_numbers_with_a_fraction_are_grades(reviews):
    for name in ("train", "validation"):
        (reviews / f"{name}.csv").write_text("a,b,label\nx,y,2.5\nx,z,4\n")
    task = described(reviews, "closeness")
    assert (task.labels, task.metrics, task.text_columns) == ((), ("pearson", "spearman"), ("a", "b"))
    assert [row["label"] for row in own_rows(reviews / "train.csv", task)] == [2.5, 4.0]


@pytest.mark.parametrize("spoiled, says", [
    ("text,label\nFine.,good\nDull.,awful\n", "row 2: label 'awful'; Reviews has bad, good"),
    ("words,label\nFine.,good\n", "column 'text' is missing from its header"),
    ("text,label\nFine.,good\n,bad\n", "row 2: text is empty"),
    ("text,label,idx\nFine.,good,one\n", "row 1: idx 'one' is no whole number"),
])
def test_a_bad_row_is_refused_by_file_and_row(reviews, spoiled, says):
    task = described(reviews, "reviews")
    (reviews / "train.csv").write_text(spoiled)
    with pytest.raises(Refused, match="train.csv: ") as refused:
        list(own_rows(reviews / "train.csv", task))
    assert says in str(refused.value)


def test_text_that_is_not_utf8_is_refused(reviews):
    task = described(reviews, "reviews")
    (reviews / "train.csv").write_bytes(TRAIN.encode("latin-1"))
    with pytest.raises(Refused, match="train.csv: .*not UTF-8"):
        list(own_rows(reviews / "train.csv", task))


@pytest.mark.parametrize("gone, says", [
    ("validation.csv", "needs train.csv and validation.csv"), ("train.csv", "needs train.csv")])
def test_a_missing_split_is_refused(reviews, gone, says):
    (reviews / gone).unlink()
    with pytest.raises(Refused, match=says):
        described(reviews, "reviews")


def ingested(task, tmp_path, monkeypatch):
    """The source's list and ingest's raw folder with this as the only task."""
    for module in ("stages.source", "stages.ingest", "glueline.tables.sources"):
        monkeypatch.setattr(f"{module}.TASKS", {task.name: task})
    settings = source.Settings("builtin", "", "", 1, {"train": 3, "validation": 2, "test": 1})
    source.main(settings, tmp_path / "source")
    ingest.main(tmp_path / "source", tmp_path / "raw")
    return read_json(tmp_path / "raw/standing.json")["splits"]


def test_ingest_takes_it_beside_any_source_and_says_whose_it_is(reviews, tmp_path, monkeypatch):
    task = described(reviews.relative_to(tmp_path), "reviews")
    standings = ingested(task, tmp_path, monkeypatch)
    assert {name: (one["standing"], one["official"], one["rows"]) for name, one in standings.items()} == {
        "reviews/train": ("own bytes", True, 4), "reviews/validation": ("own bytes", True, 3)}
    assert pq.read_table(tmp_path / "raw/reviews/train-00000-of-00001.parquet")["label"].to_pylist() == [1, 0, 1, 0]


def test_other_rows_than_the_table_names_are_not_called_its_own(reviews, tmp_path, monkeypatch):
    task = described(reviews.relative_to(tmp_path), "reviews")
    (reviews / "validation.csv").write_text(VALIDATION + "Superb.,good\n")
    standings = ingested(task, tmp_path, monkeypatch)
    assert not standings["reviews/validation"]["official"] and standings["reviews/train"]["official"]


def test_a_file_that_changed_after_it_was_listed_is_refused(reviews, tmp_path, monkeypatch):
    task = described(reviews.relative_to(tmp_path), "reviews")
    ingested(task, tmp_path, monkeypatch)
    (reviews / "train.csv").write_text(TRAIN.replace("Fine", "Superb"), encoding="utf-8")
    with pytest.raises(Refused, match="own/reviews/train.csv: gone or changed since `source` listed it"):
        ingest.main(tmp_path / "source", tmp_path / "raw")


def test_a_task_whose_files_are_not_there_is_refused_by_name(reviews, tmp_path, monkeypatch):
    task = replace(described(reviews, "reviews"), own="elsewhere")
    with pytest.raises(Refused, match="elsewhere/train.csv: missing"):
        ingested(task, tmp_path, monkeypatch)


def test_no_task_of_ones_own_is_shipped():
    assert [name for name, task in TASKS.items() if task.own] == []
