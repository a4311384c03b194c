"""Averages by the usual rules, worked by hand."""

import pytest

from glueline.claims.averages import check_averages
from glueline.claims.improvements import check_improvements
from glueline.claims.rules import means
from tests.claims.small import content, glue, small

NINE = {"cola": "10.0", "sst2": "20.0", "mrpc": "30.0", "stsb": "40.0", "qqp": "50.0", "mnli_m": "60.0", "mnli_mm": "70.0",
        "qnli": "80.0", "rte": "90.0"}


def cells(**changes: str) -> dict[str, dict[str, str]]:
    return {task: {"unsaid": value} for task, value in (NINE | changes).items()}


def average(figures: dict, printed: str, rule: str = "unsaid"):
    table = glue(figures, averages=[{"of": "figures", "printed": printed, "rule": rule}])
    return check_averages(table).findings[0]


@pytest.mark.parametrize("printed, rule", [
    ("50.0", "every row once"),                    # 450 / 9
    ("48.1", "GLUE's rule without WNLI"),          # (450 - 130 + 65) / 8 = 48.125
])
def test_the_rule_that_gives_the_printed_average_is_named(printed, rule):
    found = average(cells(), printed)
    assert found.verdict == "holds" and rule in found.why


def test_glues_rule_with_wnli_and_the_two_ways_with_mnli_twice():
    """With WNLI 100: GLUE's (385 + 100) / 9 = 53.89; MNLI twice (450 + 100) / 10 = 55."""
    assert "GLUE's rule" in average(cells(wnli="100.0"), "53.9", "glue").why
    assert average(cells(wnli="100.0"), "55.0", "two_mnli").verdict == "holds"
    assert average(cells(wnli="100.0"), "50.0", "two_mnli_without_wnli").verdict == "holds"
    assert average(cells(wnli="100.0"), "48.1", "glue_without_wnli").verdict == "holds"


def test_an_average_by_another_rule_than_the_one_stated_does_not_hold():
    found = average(cells(wnli="100.0"), "50.0", "glue")
    assert found.verdict == "does not hold" and "comes to 53.89" in found.why and "would give it" in found.why
    assert average(cells(wnli="100.0"), "70.0", "glue").why.endswith("no other usual rule gives it.")


def test_a_rule_that_lacks_one_cell_says_what_it_would_have_to_be():
    """51.0 x 9 = 459, less 385 = 74; the average is off by 0.05 x 9, the eight by up to 0.05 each: 74 give or take 0.85."""
    found = average(cells(), "51.0")
    assert found.verdict == "ambiguous"
    assert "GLUE's rule gives it only if WNLI, which is not shown, is 73.15 to 74.85" in found.why
    assert average(cells(), "51.0", "glue").verdict == "cannot be checked"
    assert average(cells(), "48.1", "glue").verdict == "cannot be checked"  # the mean of the eight is not GLUE's average


def test_a_cell_that_would_have_to_be_impossible_makes_it_fail():
    """70.0 by GLUE's rule would take 630 - 385 = 245 points of WNLI, by MNLI twice 250."""
    assert average(cells(), "70.0").verdict == "does not hold"
    assert average(cells(), "70.0", "glue").verdict == "does not hold"


def test_a_rule_that_lacks_several_cells_cannot_be_checked_when_it_is_the_one_stated():
    found = average({"cola": {"mcc": "50.0"}, "rte": {"accuracy": "60.0"}}, "61.0", "glue")
    assert found.verdict == "cannot be checked" and "SST-2" in found.why
    assert average({"cola": {"mcc": "50.0"}, "rte": {"accuracy": "60.0"}}, "61.0").verdict == "does not hold"


def test_what_figures_were_before_rounding_is_allowed_for():
    """(0.0 + 0.1) / 2 = 0.05 prints as either; (0.0 + 0.0 + 0.1) / 3 = 0.033, before rounding up to 0.083, may print as 0.1."""
    three = {"a": {"mcc": "0.0"}, "b": {"mcc": "0.0"}, "c": {"mcc": "0.1"}}
    assert average(three, "0.1").verdict == "holds" and average(three, "0.0").verdict == "holds"
    assert average(three, "0.2").verdict == "does not hold"


def test_a_row_with_two_metrics_counts_by_their_mean_or_by_either():
    """Means 70 and 50 -> 60; accuracy 80 -> 65; F1 60 -> 55."""
    rows = {"mrpc": {"accuracy": "80.0", "f1": "60.0"}, "rte": {"accuracy": "50.0"}}
    values = {mean.title.split(";")[0]: float(mean.value) for mean in means(
        {row.task: row.figures for row in glue(rows).rows}) if not mean.missing}
    assert values == {"every row once, a row's metrics averaged": 60.0, "every row once, accuracy of rows that have it": 65.0,
                      "every row once, F1 of rows that have it": 55.0}
    assert "F1 of rows that have it" in average(rows, "55.0").why


def test_the_small_tables_averages():
    """300 / 4 = 75.0; 279.6 / 4 = 69.9; 20.4 / 4 = 5.1."""
    assert [finding.verdict for finding in check_averages(small()).findings] == ["holds"] * 3


def test_improvements_are_differences_within_rounding_and_others_fail():
    found = check_improvements(small())
    assert [finding.verdict for finding in found.findings] == ["holds"] * 5 and found.findings[-1].about == "the average: +5.1"
    rows = content()["rows"]
    rows[0]["improvement"]["accuracy"] = "+10.1"      # 90.04 - 79.96 = 10.08 may print so
    rows[1]["improvement"]["f1"] = "+9.6"             # at most 9.5 may
    found = check_improvements(small(rows=rows)).findings
    assert [finding.verdict for finding in found][:2] == ["holds", "does not hold"]
    assert "within rounding" in found[0].why and found[1].why == "80.0 - 70.6 = 9.40, not +9.6."
