""""a" and "an" in front of words that were changed."""

from collections.abc import Mapping

from glueline.text.analysis import Sentence
from glueline.text.grammar import article


def with_articles(sentence: Sentence, changes: Mapping[int, str]) -> dict[int, str]:
    """The changes, and with them those of each "a" or "an" that stands right before a changed word."""
    found = dict(changes)
    for number, new in changes.items():
        before = number - 1
        if new and before >= 0 and before not in changes and sentence.tokens[before].word in ("a", "an"):
            right = article(new.lower()).partition(" ")[0]
            if right != sentence.tokens[before].word:
                found[before] = right
    return found
