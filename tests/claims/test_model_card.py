"""Every figure of the released student's card is bound to what it shows: its record, its files, its scores."""

import shutil

import pytest

from glueline.claims.bound import Page, check_page, page_from, stale
from glueline.claims.plain_yaml import read_plain

FILE = "claims/model-card.yaml"


@pytest.fixture(scope="module")
def card(repo) -> Page:
    return page_from(read_plain(repo / FILE), FILE)


def test_no_figure_of_the_card_is_stale_or_bound_to_nothing(repo, card):
    assert check_page(card, repo) == []
    assert {"What it is", "Scores"} <= set(card.sections) and sum(len(one.figures) for one in card.bound) > 60


@pytest.mark.parametrize("old, new, says", [
    ("| RTE | 63.5 |", "| RTE | 64.5 |", "no longer says '| RTE | 63.5 | 58.1 to 69.0 | 277 |'"),
    ("58.1 to 69.0", "60.1 to 69.0", "60.1 is bound to nothing"),
    ("| seed | 13 |", "| seed | 7 |", "no longer says '| seed | 13 |'"),
    ("QNLI 405", "QNLI 9,405", "9,405 is bound to nothing"),
])
def test_a_card_with_another_figure_is_stale(repo, card, tmp_path, old, new, says):
    for file in {one.file for one in card.bound} | {card.page}:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(repo / file, tmp_path / file)
    text = (tmp_path / card.page).read_text()
    assert old in text
    (tmp_path / card.page).write_text(text.replace(old, new))
    assert any(says in line for line in check_page(card, tmp_path))


def test_a_card_whose_scores_were_made_anew_is_stale(repo, card, tmp_path):
    for file in {one.file for one in card.bound} | {card.page}:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(repo / file, tmp_path / file)
    scores = tmp_path / "release/student/scores.json"
    scores.write_text(scores.read_text().replace("63.5379", "64.0"))
    assert any("scores.json: score is 64, not 63.5 as in '| RTE |" in line for line in stale(card, tmp_path))
