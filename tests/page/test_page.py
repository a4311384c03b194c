"""The page as a text: what it holds, what it never holds, and that it is made whatever its entries are like."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from bench.made_entries import keep_made
from glueline.page.models import Damaged, kept_models
from glueline.page.page import page_html
from glueline.page.sections import Around

pytestmark = pytest.mark.usefixtures("few_resamples")
HOSTILE = '</script><script>alert("x")</script><img src=x onerror=alert(1)>"\'&{{ 7*7 }}'


@pytest.fixture
def few_resamples(monkeypatch):
    monkeypatch.setattr("glueline.page.page.RESAMPLES", 50)


def made(board, **around):
    return page_html(kept_models(board), Around(**around), "a test", {"cola": 71.9})


class Elements(HTMLParser):
    """The elements of a page with their attributes; ids; and what is open at its end."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def test_the_same_entries_make_the_same_bytes(tmp_path):
    for seed, name in enumerate(("one", "two")):
        keep_made(tmp_path, name, seed=seed)
    assert made(tmp_path) == made(tmp_path)


def test_it_loads_nothing_and_its_policy_allows_its_own_style_and_script_alone(tmp_path):
    keep_made(tmp_path, "one")
    html = made(tmp_path)
    elements = Elements(html).found
    assert not [one for one in elements if one[0] in ("link", "img", "iframe", "object", "embed", "base", "form")]
    assert not [attributes for _, attributes in elements if "src" in attributes or "style" in attributes
                or any(key.startswith("on") for key in attributes)]
    assert all(attributes["href"].startswith("#") for _, attributes in elements if "href" in attributes)
    policy = next(attributes["content"] for _, attributes in elements
                  if attributes.get("http-equiv") == "Content-Security-Policy")
    for tag in ("style", "script"):
        [text] = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        sha256 = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{sha256}'" in policy
    assert "default-src 'none'" in policy and "unsafe" not in policy


def test_every_link_leads_somewhere_and_no_id_stands_twice(tmp_path):
    for seed, name in enumerate(("one", "two")):
        keep_made(tmp_path, name, seed=seed)
    elements = Elements(made(tmp_path)).found
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = [each for _, attributes in elements for key in ("aria-labelledby", "aria-describedby", "for")
             for each in attributes.get(key, "").split()]
    assert {attributes["href"][1:] for _, attributes in elements if "href" in attributes} | set(named) <= set(ids)


def test_what_entries_say_is_text_and_nothing_else(tmp_path):
    entry = keep_made(tmp_path, "one", model="made<i>", note=HOSTILE)
    change(entry, "scores.json", lambda scores: scores["made<i>"]["lineage"]["settings"].update({HOSTILE: HOSTILE}))
    html = page_html([*kept_models(tmp_path), Damaged(HOSTILE, HOSTILE)], Around(looked={"one": {
        "verdict": "not reproduced", "level": 1, "findings": [HOSTILE], "cells": {}, "models": {}}}), HOSTILE)
    tags = {tag for tag, _ in Elements(html).found}
    assert "img" not in tags and "i" not in tags and "{{ 7*7 }}" in html
    assert html.count("<script") == html.count("</script>") == 2 and 'alert("x")' not in html
    assert "&lt;/script&gt;&lt;script&gt;alert" in html


def change(entry, file, how):
    """Edit a JSON file of an entry, and list it in entry.json as it is now."""
    content = json.loads((entry / file).read_text("utf-8"))
    how(content)
    (entry / file).write_text(json.dumps(content), "utf-8")
    about = json.loads((entry / "entry.json").read_text("utf-8"))
    if file in about["sha256"]:
        about["sha256"][file] = hashlib.sha256((entry / file).read_bytes()).hexdigest()
        (entry / "entry.json").write_text(json.dumps(about), "utf-8")


def rte(scores):
    return scores["made"]["cells"]["rte"]


@pytest.mark.parametrize(("harm", "says"), [
    (lambda entry: (entry / "scores.json").write_text("{", "utf-8"), "not the file that was kept"),
    (lambda entry: (entry / "predictions/made/rte-validation.parquet").unlink(), "not the file that was kept"),
    (lambda entry: (entry / "entry.json").write_text("[]", "utf-8"), "of an older form, or broken"),
    (lambda entry: change(entry, "scores.json", lambda scores: scores["made"].pop("lineage")), "lineage.training: missing"),
    (lambda entry: change(entry, "scores.json", lambda scores: rte(scores).update(score="99")), "cells.rte: score"),
    (lambda entry: change(entry, "scores.json", lambda scores: rte(scores).update(low=None)), "without its interval"),
    (lambda entry: change(entry, "scores.json", lambda scores: rte(scores).update(score=1e99)), "no number that can"),
], ids=["torn", "gone", "no entry", "older", "a word", "no interval", "too large"])
def test_a_damaged_entry_is_shown_as_such_with_its_reason_and_the_others_stand(tmp_path, harm, says):
    keep_made(tmp_path, "good")
    harm(keep_made(tmp_path, "harmed"))
    found = kept_models(tmp_path)
    assert [one.name for one in found if isinstance(one, Damaged)] == ["harmed"]
    html = made(tmp_path)
    assert "cannot be shown" in html and says in html and 'aria-labelledby="m0"' in html and 'aria-labelledby="m1"' not in html


def test_scores_from_before_there_was_a_measure_say_so_where_it_would_stand(tmp_path):
    entry = keep_made(tmp_path, "one")
    newer = ("robustness", "calibration", "ax", "agreement")
    change(entry, "scores.json", lambda scores: [scores["made"].pop(key) for key in newer])
    html = made(tmp_path)
    assert "<b>Robustness</b>: its scores are older than this measure" in html and "<h4>Robustness" not in html


def test_what_nobody_audited_is_unverified_and_a_verdict_is_shown_as_it_is(tmp_path):
    keep_made(tmp_path, "one")
    assert "audit: unverified, not asked here: glueline page asks" in made(tmp_path)
    looked = {"one": {"verdict": "superseded", "level": 1, "findings": [], "cells": {}, "models": {}}}
    assert "audit: holds by its own code, which is superseded" in made(tmp_path, looked=looked)
    alone = {"one": looked["one"] | {"verdict": "identical", "alone": True}}
    assert "audit of its files alone: identical" in made(tmp_path, looked=alone)
    assert "audit: not reproduced" in made(tmp_path, looked={"one": looked["one"] | {"verdict": "not reproduced"}})
    other = {"one": looked["one"] | {"verdict": "identical", "cells": {"another/rte": {"verdict": "identical", "says": ""}}}}
    page = made(tmp_path, looked=other)  # of a model that the auditor was never shown
    assert '"good">' not in page.split("audit: unverified")[0][-40:] and "no stage of dvc.lock made these scores" in page


def test_a_claim_is_called_a_claim_and_is_in_no_average(tmp_path):
    keep_made(tmp_path, "one")
    html = made(tmp_path)
    row = re.search(r'<tr class="claimed">.*?</tr>', html, re.DOTALL)[0]
    assert "claimed by its article" in row and row.count("<td>–</td>") == 11 and "71.9<small>claimed</small>" in row


def test_without_an_entry_or_a_run_the_page_says_what_to_do(tmp_path):
    html = made(tmp_path)
    assert "none yet" in html and "glueline keep NAME" in html
