"""Figures keep their decimals."""

from fractions import Fraction

import pytest

from glueline.claims.printed import printed
from glueline.refusal import Refused


def test_the_last_digit_says_how_far_a_figure_may_be_off():
    assert (printed("89.70", "k").value, printed("89.70", "k").half) == (Fraction(897, 10), Fraction(1, 200))
    assert (printed("89.7", "k").low, printed("89.7", "k").high) == (Fraction(8965, 100), Fraction(8975, 100))
    assert printed("+1.6%", "k").value == Fraction(8, 5) and printed("−0.1", "k").value == Fraction(-1, 10)


def test_a_share_becomes_points_with_its_own_precision():
    figure = printed("0.918", "k", "share")
    assert (figure.value, figure.half) == (Fraction(459, 5), Fraction(1, 20))
    assert printed("1", "k", "share").low == 50


def test_a_tie_may_be_printed_either_way_and_a_range_must_overlap_by_more_than_its_end():
    assert printed("0.3", "k").shows(Fraction(1, 4)) and printed("0.2", "k").shows(Fraction(1, 4))
    assert not printed("0.3", "k").shows(Fraction(249, 1000))
    assert not printed("89.7", "k").may_show(Fraction(8955, 100), Fraction(8965, 100))
    assert printed("89.7", "k").may_show(Fraction(8955, 100), Fraction(89651, 1000))


@pytest.mark.parametrize("text", ["", "91,8", "about 90", "1e2", "90.", ".5", "nan", "9" * 7, "٩٠"])
def test_what_is_no_figure_is_refused_by_the_key_it_stands_under(text):
    with pytest.raises(Refused, match=r"t.yaml: rows\[0\]: .* is no figure"):
        printed(text, "t.yaml: rows[0]")
