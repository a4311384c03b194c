"""Which figures can come out at all, on small numbers worked by hand and on tables that were really published."""

import pytest

from glueline.claims.claims_file import read_table
from glueline.claims.differences import check_differences
from glueline.claims.reachable import check_reachable
from tests.claims.small import content, glue, small


def by_about(table) -> dict[str, object]:
    return {finding.about: finding for finding in check_reachable(table).findings}


def beans(figure: str, rows: int):
    row = {"task": "beans", "figures": {"accuracy": figure}, "examples": {"test": str(rows)}}
    return by_about(small(rows=[row], averages=[]))[f"beans {figure}"]


def test_the_small_table():
    """45/50; F1 16/20 and 12/17; MCC (8 x 8 - 2 x 2) / 100 = 0.6, while 61.0 lies between 60.0 and 61.2."""
    found = by_about(small())
    assert {about: finding.verdict for about, finding in found.items()} == {
        "beans 90.0": "holds", "previous best of beans 80.0": "holds", "peas 80.0": "holds",
        "previous best of peas 70.6": "holds", "corn 60.0": "holds", "previous best of corn 61.0": "does not hold",
        "rice 70.0": "cannot be checked", "previous best of rice 68.0": "cannot be checked"}
    assert "45/50 = 90.00" in found["beans 90.0"].why


@pytest.mark.parametrize("figure, rows, verdict", [
    ("91.0", 50, "does not hold"),      # 45/50 = 90, 46/50 = 92
    ("33.3", 3, "holds"), ("66.7", 3, "holds"), ("67", 3, "holds"),
    ("66.6", 3, "ambiguous"),           # 2/3 cut off
    ("0.0", 7, "holds"), ("100.0", 7, "holds"),
    ("100.2", 7, "does not hold"), ("200.0", 7, "does not hold"), ("-5.0", 7, "does not hold"),
    ("62.5", 8, "holds"), ("62.6", 8, "does not hold"),
    ("31.2", 16, "holds"), ("31.3", 16, "holds"),     # 5/16 = 31.25, a tie
])
def test_an_accuracy_is_a_whole_number_of_rows(figure, rows, verdict):
    assert beans(figure, rows).verdict == verdict


def test_of_glue_the_official_sizes_are_known_and_both_splits_are_looked_at_if_none_is_named():
    """RTE: validation 277 rows, test 3,000. 86.7 lies between 240/277 = 86.64 and 241/277 = 87.00; on test it is 2,601 rows."""
    assert by_about(glue({"rte": {"accuracy": "86.7"}}))["RTE 86.7"].verdict == "does not hold"
    found = by_about(glue({"rte": {"accuracy": "86.7"}}, split="unsaid"))["RTE 86.7"]
    assert found.verdict == "ambiguous" and "as accuracy on validation" in found.why and len(found.steps) == 2
    assert by_about(glue({"rte": {"accuracy": "86.6"}}, split="unsaid"))["RTE 86.6"].verdict == "holds"


def test_where_the_metric_is_unsaid_every_one_of_the_task_is_tried():
    found = by_about(glue({"mrpc": {"unsaid": "91.8"}}))["MRPC 91.8"]
    assert found.verdict == "ambiguous" and len(found.steps) == 3
    assert found.steps[0] == "validation, accuracy: 374/408 = 91.67 and 375/408 = 91.91: none prints as 91.8"


def test_figures_of_the_same_answers_must_fit_one_table():
    """88.85 and 84.07 on MRPC were published; 84.07 is 65 errors, with which F1 moves by half points or so."""
    found = by_about(glue({"mrpc": {"f1": "88.85", "accuracy": "84.07"}}))
    assert found["MRPC: F1 88.85 with accuracy 84.07, of the same answers"].verdict == "holds"
    found = by_about(glue({"mrpc": {"f1": "88.60", "accuracy": "84.07"}}))
    assert found["MRPC 88.60"].verdict == "holds"
    assert found["MRPC: F1 88.60 with accuracy 84.07, of the same answers"].verdict == "does not hold"


def test_mcc_below_zero_and_about_zero_is_sought_with_its_sign_turned():
    """Over 10 and 10 rows: -60.0 as 60.0; 0.0 where all is said to be one class; -61.0 no more than 61.0."""
    def corn(figure: str) -> str:
        row = {"task": "corn", "figures": {"mcc": figure}, "examples": {"test": "20"}, "positives": {"test": "10"}}
        return by_about(small(rows=[row], averages=[]))[f"corn {figure}"].verdict
    assert [corn(figure) for figure in ("-60.0", "0.0", "-61.0")] == ["holds", "holds", "does not hold"]


def test_an_unknown_balance_is_not_held_against_a_figure():
    """F1 97.4 among 20 rows: 38/39 = 97.44, with 19 or 20 positives only; 97.9 at no balance, but a mean over classes may."""
    def peas(figure: str, **more: object) -> object:
        row = {"task": "peas", "figures": {"f1": figure}, "examples": {"test": "20"}} | more
        return by_about(small(rows=[row], averages=[]))[f"peas {figure}"]
    assert peas("97.4").verdict == "holds" and "another class balance" in peas("97.4").why
    assert peas("97.9").verdict == "ambiguous" and "a mean over more is not enumerated" in peas("97.9").why
    assert peas("97.9", positives={"test": "19"}).verdict == "does not hold"


def test_what_is_not_known_is_not_decided():
    rows = [{"task": "oats", "figures": {"accuracy": "91.0"}}, {"task": "ax", "figures": {"mcc": "50.0"}},
            {"task": "rye", "figures": {"unsaid": "91.0"}, "examples": {"test": "5"}}]
    found = by_about(small(rows=rows, averages=[]))
    assert [finding.verdict for finding in found.values()] == ["cannot be checked"] * 3
    assert "how many examples" in found["oats 91.0"].why and "which metric" in found["rye 91.0"].why
    assert "3 classes" in found["AX 50.0"].why


def test_a_billion_rows_take_no_more_memory_than_a_few_thousand():
    row = {"task": "peas", "figures": {"f1": "80.0"}, "previous": {"f1": "79.0"}, "examples": {"test": "999999999"},
           "positives": {"test": "400000000"}}
    found = by_about(small(rows=[row], averages=[]))["peas 80.0"]
    assert found.verdict == "holds" and "at least" in found.why
    assert check_differences(small(rows=[row], averages=[])).findings[0].verdict == "holds"


@pytest.mark.parametrize("name", ["bert-base-cased-run-glue", "t5-glue-test"])
def test_nothing_in_a_table_that_was_really_measured_is_unreachable(repo, name):
    findings = check_reachable(read_table(repo / f"claims/{name}.yaml")).findings
    assert len(findings) >= 14 and {finding.verdict for finding in findings} == {"holds", "cannot be checked"}


def test_a_figure_of_that_table_changed_by_a_digit_mostly_is(repo):
    """RTE's 65.70, MRPC's 84.07, SST-2's 92.32 and WNLI's 56.34 with 0.04 added: none is a whole number of rows."""
    rows = content()["rows"][:0] + [{"task": task, "figures": {"accuracy": figure}} for task, figure in
                                    (("rte", "65.74"), ("mrpc", "84.11"), ("sst2", "92.36"), ("wnli", "56.38"))]
    found = check_reachable(small(rows=rows, split="validation", averages=[])).findings
    assert {one.verdict for one in found} == {"does not hold"}
