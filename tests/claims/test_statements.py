"""Statements and cited figures against a table."""

import pytest

from glueline.claims.known import check_previous
from glueline.claims.missing import ITEMS, checklist
from glueline.claims.missing import Given as State
from glueline.claims.statements import check_statements
from glueline.refusal import Refused
from tests.claims.small import content, glue, small


def look(table_changes: dict | None = None, **claim: object):
    return check_statements(small(**(table_changes or {}), claims=[{"says": "it says", **claim}])).findings[0]


@pytest.mark.parametrize("claim, verdict, why", [
    ({"kind": "cell", "figure": "90", "rows": ["beans"]}, "holds", "so it stands"),
    ({"kind": "cell", "figure": "80.0", "rows": ["beans", "corn"]}, "does not hold", "80.0 is peas's figure"),
    ({"kind": "cell", "figure": "12.0", "rows": ["beans"]}, "does not hold", "the table has beans 90.0; 12.0 stands nowhere"),
    ({"kind": "best", "rows": ["beans"]}, "holds", "90.0"),
    ({"kind": "best", "rows": ["peas", "corn"]}, "does not hold", "beans's, 90.0"),
    ({"kind": "average", "figure": "75.0"}, "holds", "the table prints it"),
    ({"kind": "average", "figure": "75"}, "holds", "the table prints it"),
    ({"kind": "average", "figure": "76.0"}, "does not hold", "the table's average is 75.0"),
    ({"kind": "gains", "rows": ["beans", "peas"]}, "holds", "beans 10.0, peas 9.4, rice 2.0"),
    ({"kind": "gains", "rows": ["rice"]}, "does not hold", "beans 10.0, peas 9.4"),
    ({"kind": "ahead"}, "does not hold", "3 of 4 figures are above; not corn (-1.0)"),
    ({"kind": "ahead", "rows": ["beans", "rice"]}, "holds", "all 2"),
    ({"kind": "count", "figure": "4"}, "holds", "4 rows of 4 tasks"),
    ({"kind": "count", "figure": "9"}, "does not hold", "4 rows of 4 tasks."),
    ({"kind": "words", "needs": "a spade"}, "cannot be checked", "needed: a spade"),
    ({"kind": "relative", "figure": "40", "needs": "both"}, "cannot be checked", "its own amount nor the amount it is"),
    ({"kind": "relative", "figure": "40", "needs": "both", "ours": "60", "theirs": "100"}, "holds", "1 - 60 / 100 = 40.0 %"),
    ({"kind": "relative", "figure": "35", "needs": "both", "ours": "2,600", "theirs": "4e3"}, "holds", "35.0 %"),
    ({"kind": "relative", "figure": "40", "needs": "both", "ours": "70", "theirs": "100"}, "does not hold", "30.0 %"),
    ({"kind": "relative", "figure": "40", "needs": "both", "ours": "70", "theirs": "0"}, "cannot be checked", "is 0"),
    ({"kind": "rank", "figure": "1"}, "cannot be checked", "neither an average nor a leaderboard"),
    ({"kind": "size", "figure": "1e9"}, "cannot be checked", "no size is cited"),
])
def test_a_statement_is_held_against_the_table(claim, verdict, why):
    found = look(**claim)
    assert (found.verdict, why in found.why) == (verdict, True), found


def test_mnli_is_one_task_in_two_rows_and_wnli_is_missed():
    claims = [{"says": "nine tasks", "kind": "count", "figure": "9"}]
    figures = {task: {"unsaid": "50.0"} for task in ("cola", "sst2", "mrpc", "stsb", "qqp", "mnli_m", "mnli_mm", "qnli", "rte")}
    found = check_statements(glue(figures, claims=claims)).findings[0]
    assert found.verdict == "does not hold" and found.why == "the table has 9 rows of 8 tasks; of GLUE's nine it lacks WNLI."
    assert check_statements(glue(figures | {"wnli": {"unsaid": "50.0"}}, claims=claims)).findings[0].verdict == "holds"


def test_an_average_without_one_printed_is_one_that_the_rows_give():
    assert look({"averages": []}, kind="average", figure="75.0").verdict == "holds"
    assert look({"averages": []}, kind="average", figure="80.0").verdict == "does not hold"


@pytest.mark.parametrize("amount", ["many", "1e999", "9" * 16, "-3"])
def test_an_amount_that_is_none_is_refused_with_the_statement(amount):
    with pytest.raises(Refused, match="the claim 'it says': .* is no amount"):
        look(kind="relative", figure="40", needs="x", ours=amount, theirs="1")


def cited(*known: dict) -> dict:
    return {"known": [{"source": "s", "split": "test", "date": "2019-01", **one} for one in known]}


def test_a_rank_fails_where_as_many_dated_systems_were_ahead():
    others = cited({"model": "a", "average": {"glue": "80.0"}}, {"model": "b", "average": {"glue": "76.0"}},
                   {"model": "later", "date": "2021-01", "average": {"glue": "99.0"}},
                   {"model": "other split", "split": "validation", "average": {"glue": "99.0"}},
                   {"model": "behind", "average": {"glue": "75.0"}})
    assert look(others, kind="rank", figure="2").verdict == "does not hold"
    assert "the place is 3 at best" in look(others, kind="rank", figure="2").why
    assert look(others, kind="rank", figure="3").verdict == "cannot be checked"


def test_a_size_is_smaller_than_all_some_or_none_of_those_cited():
    others = cited({"model": "large", "parameters": "11e9"}, {"model": "small", "parameters": "3e8"})
    verdicts = [look(others, kind="size", figure=size).verdict for size in ("1e8", "1.2e9", "2e10")]
    assert verdicts == ["holds", "ambiguous", "does not hold"]


def previous(split: str, metric: str = "accuracy", *known: dict):
    row = {"task": "beans", "figures": {metric: "90.0"}, "previous": {metric: "80.0"}}
    return check_previous(small(rows=[row], split=split, averages=[], **cited(*known))).findings[0]


def test_a_previous_best_that_was_surpassed_before_does_not_hold():
    higher = {"model": "a", "figures": {"beans": {"accuracy": "81.0"}}}
    assert previous("test", "accuracy", higher).verdict == "does not hold"
    assert previous("test", "accuracy", higher).why == "a 81.0 on test."
    assert previous("test", "accuracy", higher | {"figures": {"beans": {"accuracy": "80.0"}}}).verdict == "holds"
    assert previous("test", "accuracy", higher | {"date": "2020-06"}).verdict == "cannot be checked"       # after the table
    assert previous("test", "accuracy", higher | {"split": "validation"}).verdict == "cannot be checked"   # another split
    assert previous("test", "f1", higher).verdict == "cannot be checked"                                   # another metric
    assert previous("unsaid", "accuracy", higher).verdict == "ambiguous"
    assert previous("unsaid", "accuracy", higher, higher | {"split": "validation"}).verdict == "does not hold"


def test_of_a_cited_system_with_two_metrics_the_lower_counts_where_the_table_names_none():
    two = {"model": "a", "figures": {"beans": {"accuracy": "79.0", "f1": "90.0"}}}
    assert previous("test", "unsaid", two).verdict == "holds"
    assert previous("test", "mean", two).verdict == "does not hold"                                         # 84.5


def test_the_checklist_counts_what_is_given():
    found = checklist({"code": State("yes"), "seeds": State("partly", "one of three")})
    assert f"Of {len(ITEMS)} things needed 1 are given, 1 partly, {len(ITEMS) - 2} not." == found.headline
    assert [one.verdict for one in found.findings if one.about == "seeds"] == ["partly"]
    assert content()["rows"][0]["task"] == "beans"
