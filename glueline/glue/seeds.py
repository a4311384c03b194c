"""The mean over seeds, and how sure it is: Student's t interval over the seeds, which says nothing of the rows."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import t

DECIMALS = 4


def over_seeds(values: Sequence[float]) -> dict:
    """{"mean", "low", "high" (95 %), "seeds"} of a score in points by seed, one or more; one seed has no interval.

    Example: 60, 62, 64 -> mean 62, 57.03 to 66.97 (t with two degrees of freedom is 4.303; 2 / sqrt(3) of standard error)."""
    found = np.asarray(values, np.float64)
    mean = float(found.mean())
    ends: tuple[float | None, float | None] = (None, None)
    if len(found) > 1:
        half = float(t.ppf(0.975, len(found) - 1) * found.std(ddof=1) / len(found) ** 0.5)
        ends = (round(mean - half, DECIMALS), round(mean + half, DECIMALS))
    return {"mean": round(mean, DECIMALS), "low": ends[0], "high": ends[1], "seeds": len(found)}
