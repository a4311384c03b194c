"""The bundle for GLUE's server: names, headers, words, order and counts, and what it says of what is missing."""

import json
import zipfile
from dataclasses import replace

import pyarrow as pa
import pytest

from glueline.cli import main
from glueline.glue import submission
from glueline.glue.submission import FILES, answer, lines
from glueline.glue.tasks import TASKS
from glueline.refusal import Refused
from glueline.tables.examples import PREDICTIONS
from glueline.tables.parquet import write_rows
from glueline.tables.submission import write_submission

OFFICIAL = {  # lines of the benchmark's own sample submission, less the header
    "CoLA.tsv": 1063, "SST-2.tsv": 1821, "MRPC.tsv": 1725, "STS-B.tsv": 1379, "MNLI-m.tsv": 9796, "MNLI-mm.tsv": 9847,
    "QNLI.tsv": 5463, "QQP.tsv": 390965, "RTE.tsv": 3000, "WNLI.tsv": 146, "AX.tsv": 1104,
}  # fmt: skip
RTE = next(file for file in FILES if file.name == "RTE.tsv")


def rows(file, number, prediction=1.0):
    name = f"{file.task}/{file.split}"
    return [{"id": f"{name}/{at}", "logits": [0.0], "prediction": prediction, "label": None} for at in range(number)]


@pytest.fixture
def few(monkeypatch):
    """The server expects three rows of everything."""
    class Three(submission.File):
        rows = 3

    files = tuple(Three(file.name, file.task, file.split, file.words) for file in FILES)
    monkeypatch.setattr("glueline.tables.submission.FILES", files)
    return files


def write_predictions(folder, files):
    for file in files:
        write_rows(folder / f"{file.table}.parquet", PREDICTIONS, rows(file, 3))
    return folder


def test_there_are_eleven_files_of_the_servers_names_and_sizes():
    assert {file.name: file.rows for file in FILES} == OFFICIAL


@pytest.mark.parametrize(("task", "prediction", "words", "written"), [
    ("cola", 1.0, False, "1"), ("rte", 0.0, True, "entailment"), ("rte", 1.0, True, "not_entailment"),
    ("mnli", 2.0, True, "contradiction"),
    ("stsb", 3.14159, False, "3.142"), ("stsb", 5.2, False, "5.000"), ("stsb", -0.1, False, "0.000"),
])  # fmt: skip
def test_an_answer_is_written_as_the_server_wants_it(task, prediction, words, written):
    assert answer(TASKS[task], prediction, words) == written


def test_lines_have_the_header_and_indices_from_zero(few):
    rte = next(file for file in few if file.name == "RTE.tsv")
    assert list(lines(rte, rows(rte, 3))) == ["index\tprediction", *(f"{at}\tnot_entailment" for at in range(3))]


@pytest.mark.parametrize(("change", "says"), [
    (lambda made: made[:-1], "RTE.tsv: 2,999 rows where the server expects 3,000"),
    (lambda made: [made[1], made[0], *made[2:]], "row 1 is rte/test/0, after rte/test/1; run"),
    (lambda made: [made[0], *made], "row 1 is rte/test/0, after rte/test/0; run"),
    (lambda made: [made[0], {**made[1], "id": "rte/validation/1"}, *made[2:]], "row 1 is rte/validation/1, after rte/test/0"),
    (lambda made: [*made[:5], *made[6:], {**made[0], "id": "rte/test/3000"}], "3,000 rows, the last of index 3,000 where the"),
    (lambda made: [{**made[0], "prediction": 2.0}, *made[1:]], "rte/test/0: 2.0 is no label of RTE"),
])
def test_a_row_that_is_missing_doubled_out_of_order_or_no_label_is_refused(change, says):
    with pytest.raises(Refused, match=says):
        list(lines(RTE, change(rows(RTE, 3000))))


def test_all_eleven_make_a_complete_zip_of_the_same_bytes_each_time(few, tmp_path):
    predictions = write_predictions(tmp_path / "predictions", few)
    assert write_submission(predictions, tmp_path / "one") == {} == write_submission(predictions, tmp_path / "two")
    one, two = (tmp_path / name / "submission.zip" for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    assert sorted(zipfile.ZipFile(one).namelist()) == sorted(OFFICIAL)
    assert json.loads((tmp_path / "one/manifest.json").read_text())["complete"] is True


def test_a_file_that_cannot_be_made_is_named_and_the_zip_does_not_call_itself_complete(few, tmp_path):
    out = tmp_path / "out"
    write_submission(write_predictions(tmp_path / "predictions", few), out)
    (tmp_path / "predictions/mnli-test_mismatched.parquet").unlink()
    missing = write_submission(tmp_path / "predictions", out)
    assert list(missing) == ["MNLI-mm.tsv"] and missing["MNLI-mm.tsv"].startswith("no predictions: ")
    assert not (out / "submission.zip").exists() and not (out / "MNLI-mm.tsv").exists()
    archive = zipfile.ZipFile(out / "incomplete-submission.zip")
    assert "MNLI-mm.tsv: no predictions" in archive.read("MISSING.txt").decode() and len(archive.namelist()) == 11


@pytest.mark.parametrize("said", [None, float("nan"), float("inf")])
def test_a_grade_that_is_no_number_is_refused(said):
    stsb = next(file for file in FILES if file.name == "STS-B.tsv")
    with pytest.raises(Refused, match=r"STS-B.tsv: stsb/test/0: \w+ is no score of STS-B"):
        list(lines(stsb, rows(stsb, 1, said)))


@pytest.mark.parametrize(("columns", "says"), [
    (PREDICTIONS, "rte-test.parquet: row 1 is rte/test/0, after rte/test/0; run `dvc repro score` anew"),
    (pa.schema([PREDICTIONS.field("id")]), "rte-test.parquet: no column 'prediction'; run `dvc repro score` anew")])
def test_damaged_predictions_are_refused_by_file_and_row_and_the_older_bundle_stays(few, tmp_path, columns, says):
    predictions, out = write_predictions(tmp_path / "predictions", few), tmp_path / "out"
    write_submission(predictions, out)
    before = (out / "submission.zip").read_bytes()
    doubled = rows(next(file for file in few if file.name == "RTE.tsv"), 3)
    write_rows(predictions / "rte-test.parquet", columns, [{name: row[name] for name in columns.names}
                                                           for row in [doubled[0], *doubled]])
    with pytest.raises(Refused) as refusal:
        write_submission(predictions, out)
    assert str(refusal.value).endswith(says)
    assert (out / "submission.zip").read_bytes() == before and (out / "RTE.tsv").is_file()


def test_a_folder_of_other_files_is_not_written_into(few, tmp_path):
    (tmp_path / "RTE.tsv").write_text("mine")
    with pytest.raises(Refused, match="holds files that are no submission"):
        write_submission(write_predictions(tmp_path / "predictions", few), tmp_path)
    assert (tmp_path / "RTE.tsv").read_text() == "mine"


def test_the_command_says_what_is_missing_and_ends_with_1(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["submission", "minilm"]) == 2
    assert capsys.readouterr().err == "glueline: data/scores/minilm/predictions: missing; run `dvc repro score@minilm`\n"
    write_rows(tmp_path / "data/scores/minilm/predictions/rte-test.parquet", PREDICTIONS, rows(replace(RTE), 3000))
    assert main(["submission", "minilm"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "data/submission/minilm: 1 of 11 files; not complete" and len(said) == 11
