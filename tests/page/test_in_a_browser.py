"""The page in a real browser: axe finds nothing, a phone never scrolls sideways, keys suffice, and it reads without script."""

import json

import pytest

from bench.made_entries import keep_made
from glueline.page.models import Damaged, kept_models
from glueline.page.page import page_html
from glueline.page.sections import Around
from tests.page.browser import axe_source, browser  # noqa: F401

UNFOLD = "() => document.querySelectorAll('details').forEach(one => one.open = true)"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def page_path(tmp_path_factory, request):
    """A page of three models and a damaged entry."""
    folder = tmp_path_factory.mktemp("page")
    for seed, name in enumerate(("first", "second-entry-of-a-long-name-that-is-cut", "third")):
        keep_made(folder / "leaderboard", name, note="made for a test", seed=seed, skill=0.7 * seed)
    looked = {"first": {"verdict": "identical", "level": 1, "findings": [], "cells": {}, "models": {}},
              "third": {"verdict": "not reproduced", "level": 1, "findings": ["data: `x`: changed"], "cells": {}, "models": {}}}
    found = [*kept_models(folder / "leaderboard"), Damaged("torn", "entry.json: not readable as JSON")]
    path = folder / "page.html"
    path.write_text(page_html(found, Around(looked), "a test", {"cola": 71.9}), "utf-8")
    return path


@pytest.fixture
def opened(browser, page_path):  # noqa: F811
    """Opens the page with the given options, and at the end looks that nothing complained."""
    contexts, said = [], []

    def open_page(**options):
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda one: said.append(one.url) if not one.url.startswith("file:") else None)
        page.goto(page_path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_folded_and_unfolded(opened, scheme, width):
    page = opened(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(axe_source())
    for _ in range(2):
        found = page.evaluate("tags => axe.run({runOnly: tags})", STANDARDS)
        wrong = [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found["violations"]]
        assert not wrong, json.dumps(wrong, indent=1)
        assert len(found["passes"]) > 20
        page.evaluate(UNFOLD)


OUTSIDE = """() => [...document.querySelectorAll("svg.chart:not([aria-hidden])")].flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll("text")].filter(text => {
    const box = text.getBoundingClientRect();
    return frame.width && (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1);
  }).map(text => text.textContent);
})"""
FILLED = """() => [...document.querySelectorAll("svg.chart circle[class^='s-']:not([class*='f-'])")]
  .map(one => getComputedStyle(one).fill)"""


@pytest.mark.parametrize("width", [360, 1280])
def test_no_label_of_a_chart_is_cut_off_and_a_ring_is_no_dot(opened, width):
    page = opened(viewport={"width": width, "height": 740})
    page.evaluate(UNFOLD)
    assert page.evaluate(OUTSIDE) == []
    rings = page.evaluate(FILLED)
    assert rings and set(rings) == {"none"}


@pytest.mark.parametrize("width", [320, 360, 768])
def test_the_body_never_scrolls_sideways(opened, width):
    page = opened(viewport={"width": width, "height": 740})
    page.evaluate(UNFOLD)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_keys_alone_reach_the_scores_unfold_an_entry_and_choose_what_is_compared(opened):
    page = opened(viewport={"width": 1280, "height": 800})
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    page.locator("article summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("article details").first.get_attribute("open") is not None
    before = page.locator("#compare-said").inner_text()
    page.locator("#swap").focus()
    page.keyboard.press("Enter")
    after = page.locator("#compare-said").inner_text()
    assert before != after and {before[0], after[0]} <= {"A", "B", "N"}


def test_what_is_focused_is_seen(opened):
    page = opened(viewport={"width": 1280, "height": 800})
    for selector in ("nav a", "#side-a", "article summary"):
        page.locator(selector).first.focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", selector


def test_a_cell_leads_to_its_rows_and_on_to_the_stage_that_made_them(opened):
    page = opened(viewport={"width": 1280, "height": 800})
    entry = page.locator("article[aria-labelledby=m0]")
    entry.locator("summary").first.click()
    entry.get_by_role("link", name="CoLA", exact=True).first.click()
    assert page.locator("#m0-cola").get_attribute("open") is not None
    assert "cola/validation/" in page.locator("#m0-cola tbody").inner_text()
    page.locator("#m0-cola").get_by_role("link", name="score@made").click()
    assert page.locator("#m0-n0").is_visible() and page.locator("#m0-n0").get_attribute("open") is not None
    page.locator("article[aria-labelledby=m0] svg.graph a").nth(2).click()
    assert page.locator("#m0-n2").get_attribute("open") is not None


def test_the_chosen_pair_is_told_with_its_significance_and_a_link_of_the_matrix_chooses_it(opened):
    page = opened(viewport={"width": 1280, "height": 800})
    page.select_option("#side-a", "0")
    page.select_option("#side-b", "2")
    assert page.locator("#compare-said").inner_text().startswith("A is better: B − A is −")
    assert page.locator("#compare-tables tbody tr").count() == 12 and page.locator("#compare-tables svg").count() == 12
    page.select_option("#side-b", "0")
    assert page.locator("#compare-said").inner_text() == "Choose two different models."
    page.locator("a[data-pair='2,0']").click()
    assert page.locator("#compare-said").inner_text().startswith("B is better")


def test_without_script_all_but_the_chooser_is_there(opened):
    page = opened(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    assert not page.locator("#compare-panel").is_visible() and page.locator("table.matrix").is_visible()
    assert page.locator("figure svg").first.is_visible() and page.locator("article").count() == 4
    page.locator("article summary").first.click()
    assert page.locator("#m0-cola").is_visible()


def test_on_paper_everything_is_unfolded_and_printed_dark_on_white(opened):
    page = opened(viewport={"width": 800, "height": 1000}, color_scheme="dark")
    folded = len(page.pdf())
    page.emulate_media(media="print")
    assert page.locator("#m0-cola table").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert folded > 50_000
