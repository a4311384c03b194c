"""The form of a claims file: what is not of it is refused by its key."""

import pytest

from glueline.claims.claims_file import KINDS, table_from
from glueline.claims.statements import LOOKS
from glueline.refusal import Refused
from tests.claims.small import content, small

ROW = {"task": "beans", "figures": {"accuracy": "90.0"}}


def test_figures_are_read_as_printed_and_what_may_be_left_out_is():
    table = small()
    assert [row.task for row in table.rows] == ["beans", "peas", "corn", "rice"]
    assert table.row("peas").positives == {"test": 10} and table.row("peas").previous["f1"].text == "70.6"
    assert table.claims == () and table.given == {}


def test_a_table_in_shares_is_read_in_points():
    table = small(unit="share", averages=[], rows=[{"task": "a", "figures": {"mcc": "0.565"}}])
    assert float(table.rows[0].figures["mcc"].value) == 56.5


@pytest.mark.parametrize("changes, message", [
    ({"colour": "red"}, "small.yaml: colour: unknown key; known are kind, source"),
    ({"kind": "figures"}, "kind: 'figures' is none of table"),
    ({"split": "dev"}, "split: 'dev' is none of validation, test, unsaid"),
    ({"unit": "percent"}, "unit: 'percent' is none of points, share"),
    ({"source": {"title": "t"}}, "source.date: missing key"),
    ({"source": {"title": "t", "date": "2020"}}, "source.date: '2020' is no date"),
    ({"source": "a page"}, "source: expected a mapping"),
    ({"rows": []}, "rows: none"),
    ({"rows": "many"}, "rows: expected a list"),
    ({"rows": [ROW, ROW]}, "rows[0].task: 'beans' stands there twice"),
    ({"rows": [ROW | {"colour": "red"}]}, "rows[0].colour: unknown key"),
    ({"rows": [ROW | {"figures": {}}]}, "rows[0].figures: none"),
    ({"rows": [ROW | {"figures": {"bleu": "30.0"}}]}, "rows[0].figures: 'bleu' is none of accuracy"),
    ({"rows": [ROW | {"figures": {"f1": "high"}}]}, "rows[0].figures.f1: 'high' is no figure"),
    ({"rows": [ROW | {"examples": {"test": "-5"}}]}, "rows[0].examples.test: '-5' is no count"),
    ({"rows": [ROW | {"examples": {"test": "9" * 16}}]}, "is no count"),
    ({"rows": [ROW | {"examples": {"test": "5"}, "positives": {"test": "5"}}]}, "rows[0].positives.test: 5 of 5 examples"),
    ({"averages": [{"of": "rows", "printed": "1.0"}]}, "averages[0].of: 'rows' is none of"),
    ({"averages": [{"of": "figures", "printed": "1.0", "rule": "median"}]}, "averages[0].rule: 'median' is none of unsaid"),
    ({"claims": [{"says": "s", "kind": "boast"}]}, "claims[0].kind: 'boast' is none of"),
    ({"claims": [{"says": "s", "kind": "cell", "figure": "1.0"}]}, "claims[0].rows: missing key"),
    ({"claims": [{"says": "s", "kind": "best", "rows": ["oats"]}]}, "claims[0].rows: 'oats' is none of beans"),
    ({"known": [{"model": "m", "source": "s", "split": "unsaid"}]}, "known[0].split"),
    ({"given": {"luck": {"state": "yes"}}}, "given.luck: unknown item"),
    ({"given": {"code": {"state": "maybe"}}}, "given.code.state: 'maybe' is none of yes, partly, no"),
    ({"note": "x" * 1001}, "note: 1001 characters"),
    ({"rows": [ROW] * 201}, "rows: 201 items"),
])
def test_what_is_not_of_the_form_is_refused_by_its_key(changes, message):
    with pytest.raises(Refused) as refusal:
        table_from(content(**changes), "small.yaml")
    assert message in str(refusal.value) and str(refusal.value).startswith("small.yaml: ")


@pytest.mark.parametrize("whole", ["text", ["a", "list"]])
def test_a_file_that_is_no_mapping_is_refused(whole):
    with pytest.raises(Refused, match="expected a mapping with keys"):
        table_from(whole, "small.yaml")


def test_every_kind_of_statement_has_its_look():
    assert set(LOOKS) == set(KINDS)
