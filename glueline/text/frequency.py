"""How often English words are used (wordfreq, Speer 2022; its list comes inside the package)."""

from functools import cache
from math import log10

from wordfreq import get_frequency_dict

PER_BILLION = 9


def zipf(word: str) -> float:
    """log10 of a lower-case word's uses in a billion words: "the" 7.7, "table" 5, "zany" 3; 0 for a word that is not listed."""
    share = _shares().get(word)
    return PER_BILLION + log10(share) if share else 0.0


@cache
def _shares() -> dict[str, float]:
    return get_frequency_dict("en")
