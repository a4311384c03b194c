"""Which words mean the same, the opposite, or something more general: what every lexicon answers, and the project's lists."""

from collections.abc import Hashable
from typing import Protocol

from glueline.text.lexicon_words import ANTONYMS, HYPERNYMS, SYNONYMS

POS = {"NN": "noun", "VB": "verb", "JJ": "adjective", "RB": "adverb"}


class Lexicon(Hashable, Protocol):
    """Relations between lemmas in lower case; `pos` is noun, verb, adjective or adverb. Empty where nothing is known."""

    name: str

    def synonyms(self, lemma: str, pos: str) -> tuple[str, ...]:
        """Single words of the same meaning, most usual first."""

    def antonyms(self, lemma: str, pos: str) -> tuple[str, ...]:
        """Single words of the opposite meaning."""

    def hypernyms(self, lemma: str, pos: str) -> tuple[str, ...]:
        """Single words that are more general, nearest first."""


class WordLists:
    """The lexicon of the project's own small lists: always at hand, and as narrow as they are."""

    name = "builtin"

    def synonyms(self, lemma: str, pos: str) -> tuple[str, ...]:
        return SYNONYMS[pos].get(lemma, ())

    def antonyms(self, lemma: str, pos: str) -> tuple[str, ...]:
        return ANTONYMS[pos].get(lemma, ())

    def hypernyms(self, lemma: str, pos: str) -> tuple[str, ...]:
        return HYPERNYMS[pos].get(lemma, ())


def pos_of(tag: str) -> str | None:
    """The part of speech of a Penn Treebank tag of an open class: "VBD" -> "verb"; None of names, pronouns and all else."""
    return None if tag in ("NNP", "NNPS") else POS.get(tag[:2])
