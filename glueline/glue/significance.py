"""Whether a difference between two sides on the same rows may be chance, and which difference would have been found."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import binomtest, norm

LEVEL, POWER = 0.05, 0.8  # two-sided
Z_LEVEL, Z_POWER = float(norm.ppf(1 - LEVEL / 2)), float(norm.ppf(POWER))  # 1.960, 0.842


def mcnemar(base: np.ndarray, other: np.ndarray) -> dict:
    """McNemar's exact test (McNemar 1947; Fagerland et al. 2013) of two sides that each answered the rows [N] rightly or not:
    {"base": rows that base alone got right, "other": other alone, "p"}.

    Where both are as good, a row that only one gets right is as likely to be the one's as the other's: two-sided binomial."""
    ours, theirs = int(np.sum(base & ~other)), int(np.sum(~base & other))
    p = binomtest(ours, ours + theirs).pvalue if ours + theirs else 1.0
    return {"base": ours, "other": theirs, "p": float(p)}


def holm(ps: Sequence[float]) -> list[float]:
    """The ps corrected for how many there are (Holm 1979), in their order: the smallest times n, the next times n - 1, ...,
    none below the one before, none above 1.

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    corrected, last = [0.0] * len(ps), 0.0
    for rank, place in enumerate(sorted(range(len(ps)), key=ps.__getitem__)):
        last = max(last, min(1.0, (len(ps) - rank) * ps[place]))
        corrected[place] = last
    return corrected


def drawn_p(draws: np.ndarray) -> float:
    """The two-sided p of "no difference" from draws of the difference [R]: twice the share of draws on the rarer side of 0,
    those at 0 on both, one more draw thrown in on that side (Davison and Hinkley 1997, section 4.2.5). Below 0.05 where the
    95 % percentile interval leaves out 0, but for that one draw."""
    rarer = min(np.sum(draws <= 0), np.sum(draws >= 0))
    return float(min(1.0, 2 * (rarer + 1) / (len(draws) + 1)))


def detectable(rows: int, disagreement: float) -> float | None:
    """The smallest difference of accuracies, in points, that McNemar's asymptotic test at 5 % would find with 80 % power (the
    exact one with some 76 %, on hundreds of rows) on so many rows, of which the sides disagree (one right, the other wrong) on
    the share `disagreement`, psi.

    Connor 1987 ("Sample size for testing differences in proportions for the paired-sample design"): n = (z_level sqrt(psi) +
    z_power sqrt(psi - d^2))^2 / d^2, solved for d: d = sqrt(psi) (z_level sqrt(n) + z_power sqrt(n - z_level^2 + z_power^2)) /
    (n + z_power^2). None where it is more than psi: not even disagreement all to one side's favour would be found."""
    left = rows - Z_LEVEL**2 + Z_POWER**2
    if not disagreement or left < 0:
        return None
    found = disagreement**0.5 * (Z_LEVEL * rows**0.5 + Z_POWER * left**0.5) / (rows + Z_POWER**2)
    return 100.0 * found if found <= disagreement else None


def detectable_by_width(low: float, high: float) -> float | None:
    """The same from the 95 % interval of a difference, whatever its unit: (z_level + z_power) / z_level of half of it, so that
    few seeds, whose interval is Student's, show in it; None where it has no width."""
    return (Z_LEVEL + Z_POWER) / Z_LEVEL * (high - low) / 2 or None
