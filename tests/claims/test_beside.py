"""A published table with our own cells beside it: as printed, nothing subtracted, means over what everybody has."""

import json

import pytest

from glueline.claims.beside import cells_of, markdown_beside, means_beside, rows_beside
from glueline.cli import main
from glueline.refusal import Refused
from tests.claims.small import glue


def cell(score: float | None, why: str | None = None) -> dict:
    """A cell two points either way."""
    ends = (None, None) if score is None else (score - 2, score + 2)
    return {"score": score, "low": ends[0], "high": ends[1], "why": why}


PRINTED = glue({"rte": {"accuracy": "86.6"}, "mrpc": {"accuracy": "90.0", "f1": "92.0"}, "cola": {"mcc": "71.9"}})
OURS = {"one": {"rte": cell(60.0), "mrpc": cell(80.0), "cola": cell(None, "not in this copy")},
        "two": {"rte": cell(70.0), "mrpc": cell(90.0), "cola": cell(50.0)}}


def test_rows_keep_the_tables_order_and_every_figure_as_printed():
    rows = rows_beside(PRINTED, OURS)
    assert [(row["task"], row["figures"]) for row in rows] == [("rte", "86.6"), ("mrpc", "90.0 / 92.0"), ("cola", "71.9")]
    assert rows[0]["ours"]["two"] == {"score": 70.0, "low": 68.0, "high": 72.0, "why": None}
    assert rows[2]["ours"]["one"]["why"] == "not in this copy"


def test_means_are_over_the_rows_that_all_have_and_a_row_of_two_metrics_counts_once():
    """RTE and MRPC: the table's (86.6 + 91.0) / 2 = 88.8; CoLA is left out for both, though one has it."""
    means = means_beside(PRINTED, OURS)
    assert means["over"] == ["rte", "mrpc"]
    assert means["figures"] == pytest.approx(88.8)
    assert means["previous"] is None, "the table prints none"
    assert means["ours"] == {"one": 70.0, "two": 80.0}


def test_without_a_shared_row_there_is_no_mean():
    means = means_beside(PRINTED, {"none": {}})
    assert (means["over"], means["figures"], means["ours"]) == ([], None, {"none": None})


def test_the_page_names_why_a_cell_is_empty():
    page = markdown_beside(PRINTED, OURS)
    assert "| RTE | 86.6 | – | – | 60.0<br><sub>58.0\u00a0to\u00a062.0</sub> |" in page
    assert "| mean of the 2 rows all have | 88.8 | – |  | 70.0 | 80.0 |" in page
    assert "Empty: CoLA: not in this copy." in page


def test_kept_entries_and_files_of_scores_are_taken_and_anything_else_is_refused(repo, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(repo)
    article, entry = "claims/id-transformer-article.yaml", "minilm-plain-epochs"
    scores = next(iter(json.loads((repo / f"leaderboard/{entry}/scores.json").read_text()).values()))
    (tmp_path / "scores.json").write_text(json.dumps(scores))
    (tmp_path / "other.json").write_text("{}")
    assert main(["claims", article, "--beside", entry, "--beside", str(tmp_path / "scores.json"), "--json"]) == 0
    rows = {row["task"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    assert len(rows) == 9 and rows["cola"]["improvement"] == "+2.7%" and rows["cola"]["previous"] == "69.2%"
    found = [one["score"] for one in rows["rte"]["ours"].values()]
    assert found == [scores["cells"]["rte"]["score"]] * 2
    with pytest.raises(Refused, match="other.json: cells: missing key"):
        cells_of(str(tmp_path / "other.json"), repo / "leaderboard", tmp_path)
    (tmp_path / "other.json").write_text('{"cells": {"rte": {"score": 1.0}}}')
    with pytest.raises(Refused, match="cells.rte: a cell has score, low, high, why"):
        cells_of(str(tmp_path / "other.json"), repo / "leaderboard", tmp_path)
    assert main(["claims", article, "--beside", "nobody"]) == 2
    assert main(["claims", "claims/readme.yaml", "--beside", entry]) == 2
    assert "has no rows" in capsys.readouterr().err
