"""`glueline page` from a checkout's folder."""

import json

import pytest

from bench.made_entries import keep_made, scores_of
from glueline.cli import main
from glueline.glue.cells import OFFICIAL
from glueline.page.checkout import claimed_by
from glueline.tables.json_file import write_json

SENTENCE = "A sentence of a corpus that may not be redistributed."


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with an entry, and a run on real rows whose worst row has a text."""
    monkeypatch.setattr("glueline.page.page.RESAMPLES", 50)
    monkeypatch.chdir(tmp_path)
    entry = keep_made(tmp_path / "leaderboard", "kept")
    scores = json.loads((entry / "scores.json").read_text("utf-8"))["made"]
    assert scores["data"]["standing"] == OFFICIAL
    write_json(tmp_path / "data/scores/student/scores.json", scores | {"teacher": "student"})
    (tmp_path / "data/scores/student/predictions").symlink_to(entry / "predictions/made", target_is_directory=True)
    rows = [{"id": f"cola/validation/{at}", "text_a": SENTENCE, "text_b": None, "label": 1.0, "neighbours": []}
            for at in range(40)]
    write_json(tmp_path / "data/analysis/student/worst.json", {"cola": rows})
    write_json(tmp_path / "data/analysis/student/slices.json", {"method": {"rows": 20, "level": 0.05}, "slices": []})
    return tmp_path


def test_it_writes_the_page_and_says_where(checkout, capsys):
    assert main(["page", "--level", "none"]) == 0
    assert capsys.readouterr().out.startswith("data/page.html: 2 models, ")
    assert SENTENCE in (checkout / "data/page.html").read_text("utf-8")


def test_real_sentences_stand_on_no_page_outside_of_data(checkout):
    assert main(["page", "--level", "none", "--out", "elsewhere/page.html"]) == 0
    html = (checkout / "elsewhere/page.html").read_text("utf-8")
    assert SENTENCE not in html and "this page lies outside of data/" in html and "cola/validation/" in html


def test_a_damaged_entry_is_named_and_the_page_is_made(checkout, capsys):
    (checkout / "leaderboard/kept/scores.json").write_text("{}", "utf-8")
    assert main(["page", "--level", "none"]) == 0
    assert "cannot be shown, as it says: kept" in capsys.readouterr().out


def test_outside_of_a_checkout_it_is_refused_in_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["page"]) == 2
    assert "run it in a checkout of Glueline" in capsys.readouterr().err


def test_where_nothing_can_be_written_it_is_refused_and_nothing_is_left(checkout, capsys):
    (checkout / "data/page.html").mkdir()
    assert main(["page", "--level", "none"]) == 2
    assert "name a file that can be written" in capsys.readouterr().err


def test_the_articles_figures_are_read_from_its_claims(repo):
    claimed = claimed_by(repo / "claims/id-transformer-article.yaml")
    assert (claimed["cola"], claimed["mnli_mm"], claimed["rte"]) == (71.9, 91.2, 86.6) and "wnli" not in claimed
    assert claimed_by(repo / "none.yaml") == {}


def test_a_made_up_run_is_scored_like_a_real_one():
    """The made-up entries have the form that `score` writes; else these tests would show nothing."""
    from bench.made_entries import answers_of
    from glueline.page.form import check_scores

    check_scores(scores_of("made", answers_of(30, 1.0, 1)), "made")
