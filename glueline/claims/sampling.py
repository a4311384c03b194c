"""How far a printed figure may be off by the draw of its test rows alone, and whether a difference is more than that.

All in points. One run is meant: the spread over seeds comes on top, and is not in here.
"""

from math import erfc, sqrt

import numpy as np

from glueline.claims.confusion import Confusion, mean_of

TWO_SIDED, POWER = 1.959964, 0.841621  # normal quantiles: 5 % two-sided; 80 % power
STEP = 1e-6


def binomial(value: float, rows: int) -> float:
    """Standard error of a share of `value` points over `rows` rows."""
    return sqrt(max(value * (100 - value), 0) / rows)


def delta(names: tuple[str, ...], table: Confusion) -> float:
    """Standard error, by the delta method, of the mean of metrics at a table whose four counts are a multinomial draw
    (Agresti, Categorical Data Analysis, section 16.1)."""
    shares = np.array([table.tp, table.fp, table.fn, table.tn]) / table.rows
    slopes = np.array([(float(mean_of(names, *(shares + shift))) - float(mean_of(names, *(shares - shift)))) / (2 * STEP)
                       for shift in STEP * np.eye(4)])
    return sqrt(max(float(shares @ slopes**2 - (shares @ slopes) ** 2), 0) / table.rows)


def correlation(value: float, rows: int, ranked: bool) -> float:
    """Standard error of a correlation where both sides are normal, (1 - r^2) / sqrt(rows - 1) (Fisher 1915); of ranks, that
    times sqrt(1 + r^2 / 2) (Bonett and Wright 2000). A rule of thumb: sentence similarities are not normal."""
    share = value / 100
    return 100 * (1 - share**2) / sqrt(max(rows - 1, 1)) * (sqrt(1 + share**2 / 2) if ranked else 1)


def independent_p(difference: float, error: float) -> float:
    """Two-sided p of a difference with this standard error: two systems whose errors have nothing to do with each other."""
    return erfc(abs(difference) / error / sqrt(2)) if error else float(difference == 0)


def best_case_p(most: int) -> float:
    """Two-sided p of the exact sign test (McNemar's) where one system is right on at most `most` more rows and wrong on none
    that the other has right: no pairing of two accuracies can say more."""
    return min(1.0, 2.0 ** (1 - most))


def detectable(error: float) -> float:
    """The difference that a test at 5 % finds 80 times in 100."""
    return (TWO_SIDED + POWER) * error


def holm(values: list[float]) -> list[float]:
    """p-values adjusted for there being several (Holm 1979), in the order given: [0.01, 0.04, 0.03] -> [0.03, 0.06, 0.06]."""
    adjusted, largest = [0.0] * len(values), 0.0
    for at, which in enumerate(sorted(range(len(values)), key=lambda one: values[one])):
        largest = max(largest, min(1.0, (len(values) - at) * values[which]))
        adjusted[which] = largest
    return adjusted
