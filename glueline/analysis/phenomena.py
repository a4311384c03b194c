"""What stands in a row's texts that models are said to fail at, by counting words.

Negation and quantifiers are the words of glueline/text/syntax.py; a word is rare below one use in a million (zipf 3, wordfreq).
"""

import re
from dataclasses import dataclass

from glueline.text.frequency import zipf
from glueline.text.syntax import DENIED, DENYING, QUANTIFYING, WORD, complexity, difference

LINKING = frozenset("""if unless because therefore thus hence since although though while whereas before after until when then
except despite otherwise either neither""".split())
NUMBERS = frozenset("""two three four five six seven eight nine ten eleven twelve dozen twenty thirty forty fifty sixty seventy
eighty ninety hundred thousand million billion half third quarter twice double first second last""".split())
DIGIT = re.compile(r"\d")
COMMONEST = 8.0  # above the zipf of any word


@dataclass(frozen=True)
class Phenomena:
    """Of a row: words in it; zipf of its rarest word that is no name; marks of syntax a sentence; share of words the two texts
    do not have in common (None of single ones); which kinds of reasoning its words point to."""

    words: int
    rarest: float
    marks: float
    apart: float | None
    negation: bool
    quantifier: bool
    number: bool
    link: bool

    @property
    def kinds(self) -> int:
        """How many kinds of reasoning."""
        return self.negation + self.quantifier + self.number + self.link


def phenomena(text_a: str, text_b: str | None) -> Phenomena:
    """
    >>> found = phenomena("No dog barked before three.", "A dog barked.")
    >>> found.words, found.negation, found.number, found.link, found.quantifier, found.kinds
    (8, True, True, True, False, 3)
    """
    written = WORD.findall(f"{text_a} {text_b or ''}")
    words = [word.lower() for word in written]
    common = [zipf(word) for word in written if word.isalpha() and word.islower()]
    return Phenomena(
        words=len(words),
        rarest=min(common, default=COMMONEST),
        marks=complexity(text_a, text_b),
        apart=None if text_b is None else difference(text_a, text_b),
        negation=any(word in DENYING or word.endswith(DENIED) for word in words),
        quantifier=not QUANTIFYING.isdisjoint(words),
        number=any(DIGIT.search(word) or word in NUMBERS for word in words),
        link=not LINKING.isdisjoint(words),
    )
