"""What is found in the article's table, and the page that says so."""

import pytest

from glueline.claims.claims_file import read_table
from glueline.claims.examine import examine
from glueline.cli import main

PAGE = "docs/claims-id-transformer.md"
FILE = "claims/id-transformer-article.yaml"


@pytest.fixture(scope="module")
def found(repo) -> dict[str, dict[str, object]]:
    return {section.name: {one.about: one for one in section.findings} for section in examine(read_table(repo / FILE))}


def test_the_page_is_what_the_command_writes_to_the_byte(repo, tmp_path, monkeypatch):
    kept = (repo / PAGE).read_bytes()
    for folder in ("claims", "docs"):
        (tmp_path / folder).mkdir()
    (tmp_path / FILE).write_bytes((repo / FILE).read_bytes())
    monkeypatch.chdir(tmp_path)
    assert main(["claims", FILE, "--markdown", PAGE]) == 1  # something does not hold
    assert (tmp_path / PAGE).read_bytes() == kept


def test_no_usual_rule_over_the_rows_gives_any_of_its_three_averages(found):
    """808.3 / 9 = 89.81, not 89.7; 797.6 / 9 = 88.62, not 87.5; 10.7 / 9 = 1.19, not 2.2."""
    averages = found["averages"]
    assert {one.verdict for one in averages.values()} == {"ambiguous"} and len(averages) == 3
    for about, mean, wnli in (("the average 89.7% of the model's figures", "89.81", "89.65 to 91.35"),
                              ("the average 87.5% of the previous best", "88.62", "79.00 to 80.70"),
                              ("the average +2.2% of the improvements", "1.19", "9.80 to 11.50")):
        assert mean in averages[about].why and f"WNLI, which is not shown, is {wnli}" in averages[about].why


def test_every_improvement_is_the_difference_of_its_figures(found):
    assert {one.verdict for one in found["improvements"].values()} == {"holds"} and len(found["improvements"]) == 10


def test_the_figure_said_to_be_mnlis_is_qnlis_and_the_best_is_sst2s(found):
    statements = found["statements"]
    mnli = statements['"94.2% on MNLI (Multi-Genre Natural Language Inference)"']
    assert mnli.verdict == "does not hold" and "94.2 is QNLI's figure" in mnli.why
    assert "SST-2's, 96.3" in statements['"Best Task Performance: [...] MNLI"'].why


def test_what_gives_nothing_to_check_is_not_called_false(found):
    for about, one in found["statements"].items():
        if "40% less compute" in about or "35% reduction" in about:
            assert one.verdict == "cannot be checked" and "does not give its own amount" in one.why


def test_only_mrpc_has_a_figure_that_one_reading_rules_out(found):
    not_held = {about: one for about, one in found["reachable"].items() if one.verdict not in ("holds", "cannot be checked")}
    assert list(not_held) == ["MRPC 91.8%"] and not_held["MRPC 91.8%"].verdict == "ambiguous"


def test_the_two_losses_are_no_more_than_sampling_error_and_mnlis_gains_are(found):
    differences = {about.split(":")[0]: one.verdict for about, one in found["differences"].items()}
    assert differences["MNLI-m"] == differences["MNLI-mm"] == "holds" and differences["SST-2"] == "does not hold"
    assert differences["CoLA"] == "cannot be checked" and differences["RTE"] == "ambiguous"


def test_it_copies_the_article_to_the_letter(repo, found):
    """Every row, as the article prints it: value, previous, improvement."""
    rows = {row.task: [column["unsaid"].text for column in (row.figures, row.previous, row.improvement)]
            for row in read_table(repo / FILE).rows}
    assert rows == {
        "mnli_m": ["91.8%", "90.2%", "+1.6%"], "mnli_mm": ["91.2%", "89.7%", "+1.5%"], "qqp": ["92.4%", "92.1%", "+0.3%"],
        "qnli": ["94.2%", "93.1%", "+1.1%"], "sst2": ["96.3%", "96.4%", "-0.1%"], "cola": ["71.9%", "69.2%", "+2.7%"],
        "stsb": ["92.1%", "91.2%", "+0.9%"], "mrpc": ["91.8%", "91.9%", "-0.1%"], "rte": ["86.6%", "83.8%", "+2.8%"]}
