"""Lemmas of words and forms of lemmas, as LemmInflect's dictionary has them (Jascob, MIT; from the NIH SPECIALIST lexicon).

Words that are not in it get no form: its guesses for unknown words are left out.
"""

from functools import lru_cache

from lemminflect import getAllInflections, getAllLemmas

BASE = ("NN", "VB", "JJ", "RB")  # tags of a word as the dictionary lists it
UNIVERSAL = {"NN": "NOUN", "VB": "VERB", "JJ": "ADJ", "RB": "ADV"}
KEPT = 20_000  # answers of each kind: slips of the fingers are new words without end


@lru_cache(maxsize=KEPT)
def lemma(word: str, tag: str) -> str:
    """The lemma of a word with this Penn Treebank tag, in lower case: ("bought", "VBD") -> "buy". The word itself where the
    dictionary does not know it."""
    small = word.lower()
    if tag in (*BASE, "VBP"):
        return small if tag != "VBP" or small not in ("am", "are", "'m", "'re") else "be"
    found = getAllLemmas(small, UNIVERSAL[tag[:2]]) if tag[:2] in UNIVERSAL else {}
    lemmas = next(iter(found.values()), ())
    return next((each for each in lemmas if small in forms(each, tag)), small)


def inflected(lemma: str, like: str, tag: str) -> str | None:
    """The form of a lemma that takes the place of a word with this tag, in capitals where that word is: ("purchase", "bought",
    "VBD") -> "purchased". None where the dictionary has no such form."""
    found = forms(lemma, tag)
    if not found:
        return None
    return found[0].upper() if like.isupper() and len(like) > 1 else found[0]


@lru_cache(maxsize=KEPT)
def forms(lemma: str, tag: str) -> tuple[str, ...]:
    """The spellings of a lemma's form: ("travel", "VBD") -> ("travelled", "traveled")."""
    found = getAllInflections(lemma, UNIVERSAL[tag[:2]]) if tag[:2] in UNIVERSAL else {}
    return found.get(tag) or (found.get("VBD", ()) if tag == "VBN" else ())  # participles are listed where they differ


@lru_cache(maxsize=KEPT)
def can_be(word: str, tag: str) -> bool:
    """Whether the dictionary has the word in lower case as this form of something."""
    found = getAllLemmas(word, UNIVERSAL[tag[:2]]) if tag[:2] in UNIVERSAL else {}
    return any(word in forms(lemma, tag) for lemmas in found.values() for lemma in lemmas)


@lru_cache(maxsize=KEPT)
def known(word: str) -> bool:
    """Whether the dictionary has the word in lower case at all."""
    return bool(getAllLemmas(word))
