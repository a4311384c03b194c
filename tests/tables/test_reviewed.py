"""What a sheet's answers come to over all accepted rows, by hand."""

from collections import Counter

from glueline.tables.reviewed import over_accepted


def test_an_operator_counts_by_its_accepted_rows_not_by_its_lines_on_the_sheet():
    tallies = {"rare": {"rows": 10, "of": 10}, "common": {"rows": 1, "of": 10}, "unasked": {"rows": 0, "of": 0}}
    found = over_accepted(tallies, Counter(rare=10, common=90, unasked=100))
    assert found["share"] == 0.19 and found["covers"] == 0.5  # 0.1 * 10/10 + 0.9 * 1/10; 100 of 200 rows


def test_one_operator_alone_is_its_own_tally():
    found = over_accepted({"voice": {"rows": 8, "of": 10}}, Counter(voice=3))
    assert found == {"share": 0.8, "low": 0.4902, "high": 0.9433, "covers": 1.0}  # Wilson's of 8 in 10
