"""Figures as they are printed: the string is kept, since its last digit says how far it may be off."""

import re
from dataclasses import dataclass
from fractions import Fraction

from glueline.refusal import Refused

FIGURE = re.compile(r"[+-]?\d{1,6}(\.\d{1,8})?%?", re.ASCII)
MINUS = str.maketrans({"−": "-", "–": "-"})


@dataclass(frozen=True)
class Printed:
    """A printed figure in points of 100, and half a unit of its last digit."""

    text: str
    value: Fraction
    half: Fraction

    @property
    def low(self) -> Fraction:
        return self.value - self.half

    @property
    def high(self) -> Fraction:
        return self.value + self.half

    def shows(self, value: Fraction) -> bool:
        """Whether `value` may be printed so, a tie rounded either way."""
        return self.low <= value <= self.high

    def may_show(self, low: Fraction, high: Fraction) -> bool:
        """Whether some value between `low` and `high` (more than an end point) may be printed so."""
        return low < self.high and high > self.low if low < high else self.shows(low)


def printed(text: str, name: str, unit: str = "points") -> Printed:
    """"+1.6%" -> 8/5 give or take 1/20; with the unit `share`, "0.918" -> 459/5 give or take 1/20.

    Raises Refused, naming the key `name`, where it is no figure.
    """
    plain = text.strip().translate(MINUS)
    if not FIGURE.fullmatch(plain):
        raise Refused(f"{name}: {text!r} is no figure; write it as it is printed, as in \"91.8\" or \"+1.6%\"")
    digits = plain.rstrip("%")
    scale = 100 if unit == "share" else 1
    decimals = len(digits.partition(".")[2])
    return Printed(text.strip(), Fraction(digits) * scale, Fraction(scale, 2 * 10**decimals))


def show(value: Fraction | float, decimals: int = 2) -> str:
    """A number with so many decimals, for a person."""
    return f"{float(value):.{decimals}f}"


def spread(low: Fraction | int, high: Fraction | int, decimals: int = 2) -> str:
    """Both ends of a range, or the one number where they are the same."""
    ends = show(low, decimals), show(high, decimals)
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
