"""`glueline page` from a checkout's folder."""

import json
import shutil
from xml.etree import ElementTree

import pytest

from bench.made_entries import keep_made, scores_of
from glueline.cli import main
from glueline.glue.cells import OFFICIAL
from glueline.page.checkout import claimed_by
from glueline.tables.json_file import read_json, write_json

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


def test_chosen_entries_stand_alone_and_another_name_is_refused_with_those_there_are(checkout, capsys):
    keep_made(checkout / "leaderboard", "other", seed=2)
    assert main(["page", "--level", "none", "--only", "other"]) == 0
    html = (checkout / "data/page.html").read_text("utf-8")
    assert ">other</h3>" in html and ">kept</h3>" not in html and "this run" not in html.split("How to read")[0]
    assert main(["page", "--only", "nobody"]) == 2
    assert capsys.readouterr().err == "glueline: --only nobody: no such entry; there are kept, other, this run\n"


def test_the_picture_has_a_chart_a_cell_with_every_model_and_colours_of_its_own(checkout):
    assert main(["page", "--level", "none", "--only", "kept", "--picture", "shown.svg"]) == 0
    picture = (checkout / "shown.svg").read_text("utf-8")
    root = ElementTree.fromstring(picture)
    scored = [cell for cell in read_json(checkout / "leaderboard/kept/scores.json")["made"]["cells"].values()
              if cell["score"] is not None]
    charts = root.findall("{*}svg")
    assert len(charts) == len(scored) and all(f"{cell['score']:.1f} ({cell['low']:.1f} to" in picture for cell in scored)
    for at, size in (("x", "width"), ("y", "height")):
        assert max(float(one.get(at)) + float(one.get(size)) for one in charts) <= float(root.get(size))
    assert "prefers-color-scheme" in picture and ".s-accent {" in picture and "href" not in picture


def test_a_picture_of_nothing_is_refused(checkout, capsys):
    assert main(["page", "--level", "none", "--only", "this run", "--picture", "shown.svg"]) == 0  # its rows are official
    (checkout / "leaderboard/kept/scores.json").write_text("{}", "utf-8")
    assert main(["page", "--level", "none", "--only", "kept", "--picture", "shown.svg"]) == 2
    assert "there is nothing to draw" in capsys.readouterr().err


def test_the_readmes_picture_is_what_its_entries_come_to(repo, tmp_path, monkeypatch):
    """Else it would show older figures than the table below it."""
    from glueline.page.models import kept_models
    from glueline.page.picture import picture

    chosen = [one for one in kept_models(repo / "leaderboard") if one.entry in ("minilm-plain-epochs", "mpnet-student")]
    drawn = picture(chosen, claimed_by(repo / "claims/id-transformer-article.yaml"))
    assert (repo / "docs/scores.svg").read_text("utf-8") == drawn
    assert len(drawn) < 100_000 and "docs/scores.svg" in (repo / "README.md").read_text("utf-8")


def test_the_released_student_is_found_by_the_record_that_lies_with_it(repo, tmp_path):
    from glueline.page.checkout import released
    from glueline.page.models import kept_models

    found = {f"{one.entry}/{one.model}": released(one, repo / "release") for one in kept_models(repo / "leaderboard")}
    assert found.pop("mpnet-student/student") == repo / "release/student" and set(found.values()) == {None}
    shutil.copytree(repo / "release/student", tmp_path / "other", ignore=shutil.ignore_patterns("record-*", "*.safetensors"))
    assert all(released(one, tmp_path) is None for one in kept_models(repo / "leaderboard"))


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
