"""Which of a large lexicon's synonyms are believed without looking at a sentence."""

from collections.abc import Iterable

from glueline.text.doubtful_words import DOUBTFUL, NEVER
from glueline.text.frequency import zipf
from glueline.text.lexicon import pos_of
from glueline.text.tagging import usual_tag

USUAL = 3.4  # zipf frequency that a synonym has at least
RARER = 1.6  # and at most this much below the word that it stands for


def trusted(lemma: str, pos: str, others: Iterable[str]) -> tuple[str, ...]:
    """The synonyms that are usual words, mostly used as this part of speech, and not known to mislead."""
    if lemma in NEVER[pos]:
        return ()
    barred = NEVER[pos] | DOUBTFUL[pos].get(lemma, frozenset())
    least = max(USUAL, zipf(lemma) - RARER)
    return tuple(other for other in others if other not in barred and zipf(other) >= least and pos_of(usual_tag(other)) == pos)
