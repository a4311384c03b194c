"""Figures of a page and the values they are bound to, on a small page."""

import json

import pytest

from glueline.claims.bound import check_page, page_from, stale, unbound
from glueline.cli import main
from glueline.refusal import Refused

PAGE = """# A page
## Results

We reached **81.3** points on 1,043
rows of SST-2 (`seed 7`), at 5e-5; a peer 80.0. Two of these took 44 minutes, mean 3.5.

## Else
12 of 13.
"""
CONTENT = {
    "kind": "page", "page": "PAGE.md", "sections": ["Results"],
    "bound": [
        {"text": "**81.3** points on 1,043 rows", "file": "scores.json", "under": "cells",
         "figures": {"rte.score": "81.3", "rte.rows": "1,043"}},
        {"text": "took 44 minutes", "file": "runs.jsonl", "figures": {"abc.seconds": "44"}, "divide": "60"},
        {"text": "mean 3.5", "file": "scores.json", "figures": {"list.0 + list.1": "3.5"}, "divide": "2"},
    ],
    "excepted": [{"text": "a peer 80.0", "reason": "not kept"}],
}


@pytest.fixture
def house(tmp_path):
    (tmp_path / "PAGE.md").write_text(PAGE)
    (tmp_path / "scores.json").write_text(json.dumps({"cells": {"rte": {"score": 81.2501, "rows": 1043}}, "list": [3, 4.0]}))
    (tmp_path / "runs.jsonl").write_text('{"record": "abc", "seconds": 2640}\n{"record": null, "seconds": 1}\n')
    return tmp_path


def page(**changes):
    return page_from(CONTENT | changes, "page.yaml")


def test_a_page_whose_figures_are_all_as_their_files_have_them(house):
    assert check_page(page(), house) == []


def test_a_value_that_no_longer_prints_as_the_figure_is_stale(house):
    scores = json.loads((house / "scores.json").read_text())
    gone = "scores.json: rte.score is 81.24, not 81.3 as in '**81.3** points on 1,043 rows'"
    for value, found in ((81.35, []), (81.24, [gone])):
        scores["cells"]["rte"]["score"] = value
        (house / "scores.json").write_text(json.dumps(scores))
        assert stale(page(), house) == found
    del scores["cells"]["rte"]["score"]
    (house / "scores.json").write_text(json.dumps(scores))
    assert "scores.json: rte.score: not there" in stale(page(), house)[0]


def test_a_phrase_that_is_gone_from_the_page_is_stale_and_its_figure_bound_to_nothing(house):
    (house / "PAGE.md").write_text(PAGE.replace("81.3", "82.3").replace("80.0", "80.1"))
    found = check_page(page(), house)
    assert sum("no longer says" in line for line in found) == 2
    assert [line.split(" is bound")[0] for line in found if "bound to nothing" in line] == [
        "PAGE.md: Results: 82.3", "PAGE.md: Results: 1,043", "PAGE.md: Results: 80.1"]


def test_a_figure_of_the_sections_named_that_is_bound_to_nothing_is_found(house):
    """Not those in code, in words like SST-2 or 5e-5, or of other sections."""
    assert [line.split(" is bound")[0].split(": ")[-1] for line in unbound(page(bound=[], excepted=[]), house)] == [
        "81.3", "1,043", "80.0", "44", "3.5"]
    (house / "PAGE.md").write_text(PAGE.replace("Two of", "All 2 of"))
    assert "2 is bound to nothing: ...these" not in unbound(page(), house)[0] and "All 2 of" in unbound(page(), house)[0]


def test_a_binding_covers_a_figure_as_often_as_it_names_it(house):
    (house / "PAGE.md").write_text("## Results\n5 and 5\n")
    (house / "scores.json").write_text('{"a": 5}')
    once = [{"text": "5 and 5", "file": "scores.json", "figures": {"a": "5"}}]
    assert len(unbound(page(bound=once, excepted=[]), house)) == 1
    wrong = [{"text": "5 and 5", "file": "scores.json", "figures": {"a": "6"}}]
    assert stale(page(bound=wrong, excepted=[]), house) == ["'6' is no figure of the phrase '5 and 5'"]
    thrice = [{"text": "5 and 5", "file": "scores.json", "figures": {"a": "5", "a + b": "5", "b": "5"}}]
    (house / "scores.json").write_text('{"a": 5, "b": 0}')
    assert stale(page(bound=thrice, excepted=[]), house)[-1] == "'5' is no figure of the phrase '5 and 5'"


@pytest.mark.parametrize("file", ["../scores.json", "/etc/hostname", "none.json", "link.json", "torn.json", "PAGE.txt"])
def test_files_outside_the_checkout_missing_or_unreadable_are_refused_by_name(house, tmp_path_factory, file):
    outside = tmp_path_factory.mktemp("outside") / "scores.json"
    outside.write_text("{}")
    (house / "link.json").symlink_to(outside)
    (house / "torn.json").write_text('{"a": ')
    (house / "PAGE.txt").write_text("5")
    with pytest.raises(Refused, match=file.replace(".", r"\.")):
        stale(page(bound=[{"text": "mean 3.5", "file": file, "figures": {"a": "3.5"}}]), house)


@pytest.mark.parametrize("changes, message", [
    ({"sections": ["Nowhere"]}, "no section 'Nowhere'"), ({"page": "../PAGE.md"}, "no page of this checkout"),
])
def test_a_page_or_section_that_is_not_there_is_refused(house, changes, message):
    with pytest.raises(Refused, match=message):
        unbound(page(**changes), house)


@pytest.mark.parametrize("changes, message", [
    ({"bound": [{"text": "t", "file": "f", "figures": {"a": "many"}}]}, r"bound\[0\].figures.a: 'many' is no figure"),
    ({"bound": [{"text": "t", "file": "f", "figures": {"a": "1"}, "divide": "0"}]}, "divide: '0' is no count"),
    ({"excepted": [{"text": "t"}]}, r"excepted\[0\].reason: missing key"),
])
def test_a_binding_that_is_not_of_the_form_is_refused(changes, message):
    with pytest.raises(Refused, match=message):
        page(**changes)


def test_the_command_names_what_is_stale_and_ends_with_1(house, monkeypatch, capsys):
    monkeypatch.chdir(house)
    (house / "page.yaml").write_text("kind: page\npage: PAGE.md\nsections: []\n"
                                     "bound: [{text: a peer 80.0, file: scores.json, figures: {list.0: 80.0}}]\n")
    assert main(["claims", "page.yaml"]) == 1
    assert capsys.readouterr().out == "scores.json: list.0 is 3, not 80.0 as in 'a peer 80.0'\n"
