"""The gates on made rows: quotas, and shares of rows accepted and failed."""

import pytest
from made_rows_house import data, refusal, rows_of, run, variant, write_made  # noqa: F401 (a fixture)


@pytest.mark.parametrize("rows, refused", [(57, False), (58, True)])
def test_an_operator_beyond_its_quota_is_refused(data, rows, refused):
    """Of 80 parents 50 % are 40; four standard deviations above are 57.9."""
    write_made(data, "train", [variant(idx, name) for name, made in (("voice", 80), ("negation", rows)) for idx in range(made)])
    if refused:
        assert "expected: negation made rows of at most 50% of 80 parents" in refusal(data)
    else:
        run(data)


@pytest.mark.parametrize("accepted, message", [
    (range(40), None),
    (range(35), "expected: at least 30.0% of the rows are accepted"),
    (range(116), "expected: at most 95.0% of the rows are accepted"),
])
def test_acceptance_out_of_range_is_refused(data, accepted, message):
    rows = [row | {"verdict": "accepted" if number in accepted else "not fluent"} for number, row in enumerate(rows_of())]
    if message:
        write_made(data, "train", rows)
        assert message in refusal(data)
    else:
        for number in (100, 110, 115, 119):  # four of negation
            rows[number]["verdict"] = "accepted"
        write_made(data, "train", rows)
        run(data)


def test_an_operator_of_which_next_to_nothing_is_accepted_is_refused(data):
    contradicted = {f"rte/train.negation/{idx}": {"verdict": "label contradicted"} for idx in range(0, 80, 2)}
    write_made(data, "train", rows_of(contradicted))
    assert "expected: at least 10.0% of negation's rows are accepted" in refusal(data)


@pytest.mark.parametrize("failures, refused", [(6, False), (7, True)])
def test_failures_are_tolerated_up_to_their_share(data, failures, refused):
    lost = {"verdict": "failed: KeyError: 'x'", "text_a": None, "text_b": None, "label": None, "rule": None, "similarity": None}
    write_made(data, "train", rows_of({f"rte/train.voice/{idx}": lost for idx in range(failures)}))
    if refused:
        assert "not_match_regex on verdict: 7 of 120 rows" in refusal(data)
    else:
        run(data)


def test_a_few_rows_have_no_rates(data):
    write_made(data, "train", [variant(idx, "voice", verdict="not fluent") for idx in range(19)])
    run(data)
