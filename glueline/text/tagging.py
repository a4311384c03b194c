"""Part-of-speech tags of words by Brill's rules.

Method: Brill 1992, "A simple rule-based part of speech tagger" (ANLP): each word's most frequent tag from a lexicon, a guess by
suffix for words that are not in it, then rules over the neighbours. Lexicon and contextual rules are those that come inside
TextBlob (pattern.en, from Brill's tagger 1.14), whose own tagger leaves the contextual rules out.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from textblob.en import lexicon

from glueline.text.frequency import zipf
from glueline.text.inflection import KEPT, UNIVERSAL, can_be, known
from glueline.text.person_names import FEMALE, MALE
from glueline.text.tag_repairs import repaired
from glueline.text.tag_rules import OUTSIDE, REACH, Rule, Slot, rules

NUMBER = re.compile(r"[\d.,:/%$-]*\d[\d.,:/%$-]*(?:s|st|nd|rd|th)?", re.IGNORECASE)
MARK = re.compile(r"[^\w]+|_+")
SUFFIXES = (  # the first that fits
    (("ly",), "RB"), (("ing",), "VBG"), (("ed",), "VBN"), (("ness", "ment", "tion", "sion", "ity", "ism"), "NN"),
    (("able", "al", "ful", "ible", "ient", "ish", "ive", "less", "tic", "ous"), "JJ"), (("is", "ss", "us"), "NN"),
    (("s",), "NNS"),
)
FIXED = {  # clitics, and words that the lexicon of 1992 has in another sense or not at all
    "n't": "RB", "not": "RB", "'ll": "MD", "'re": "VBP", "'ve": "VBP", "'m": "VBP", "'d": "MD", "'s": "POS",
    "ca": "MD", "wo": "MD", "i": "PRP", "to": "TO",
}
CAPITALS = {"US": "NNP", "IT": "NNP", "WHO": "NNP"}
CLOSED = {  # which words a rule may give these tags; of the open classes the dictionary of inflections knows
    "IN": frozenset("""that about above across after along around as before behind below beside besides between beyond by down
        for in inside like near of off on out outside over past since so than through throughout under until up
        with within""".split()),
    "RP": frozenset("up out off down in on over away back around".split()),
    "DT": frozenset("that this these those all both each no some any another either neither".split()),
    "WDT": frozenset(("that", "which", "what")), "PDT": frozenset(("half", "all", "such", "both", "quite")),
    "PRP": frozenset(("her", "his", "mine", "one")),
}
HELPERS = frozenset("am is are was were be been being do does did has have had will would can could".split())
ENDS = frozenset((".", "!", "?", "``", "''", '"', ":", ";"))
EVERYDAY = 5.3  # zipf frequency from which a word that opens a sentence is hardly a name


def tags(words: Sequence[str]) -> list[str]:
    """The Penn Treebank tag of each word of a text."""
    lower = _headline(words)
    found = [_first(word, lower or place == 0 or words[place - 1] in ENDS) for place, word in enumerate(words)]
    edge = [OUTSIDE] * REACH
    around, found = [*edge, *words, *edge], [*edge, *found, *edge]
    by_tag = rules()
    for place in range(REACH, REACH + len(words)):
        found[place] = _revised(by_tag, around, found, place)
        found[place] = repaired(around, found, place)
    return found[REACH : REACH + len(words)]


def _headline(words: Sequence[str]) -> bool:
    """Whether nearly every word has a capital, so that one says nothing."""
    letters = [word for word in words if word[0].isalpha() and len(word) > 3]
    return len(letters) > 3 and sum(word[0].isupper() for word in letters) > 0.7 * len(letters)


@lru_cache(maxsize=KEPT)
def _first(word: str, lower: bool) -> str:
    """The tag of a word on its own. `lower`: its capital says nothing."""
    listed, small = _lexicon(), word.lower().replace("’", "'")
    if word in CAPITALS or small in FIXED:
        return CAPITALS.get(word) or FIXED[small]
    if NUMBER.fullmatch(word):
        return "CD"
    tag = (listed.get(small) if lower and word[1:] == small[1:] else None) or listed.get(word)
    if tag:
        return "NNP" if tag == "FW" and word[0].isupper() else tag
    if MARK.fullmatch(word):
        return ":"
    if word[0].isupper() and not (lower and small != word and _suffix_tag(small) in ("RB", "VBG", "VBN")):
        return "NNP"
    return "JJ" if "-" in word else listed.get(small) or _suffix_tag(small)


def _suffix_tag(word: str) -> str:
    return next((tag for endings, tag in SUFFIXES if word.endswith(endings)), "NN")


def _revised(by_tag: dict[str, list[Slot]], words: Sequence[str], found: Sequence[str], place: int) -> str:
    """The tag of one place after all the contextual rules, in their order."""
    tag, last = found[place], -1
    while True:
        first: Rule | None = None
        for what, at, by_value in by_tag.get(tag, ()):
            for rule in by_value.get((found if what else words)[place + at], ()):
                if rule.number > last and (first is None or rule.number < first.number) and _holds(rule, words, found, place) \
                        and _possible(words[place], tag, rule.new):
                    first = rule
        if first is None:
            return tag
        last, tag = first.number, first.new


def _holds(rule: Rule, words: Sequence[str], found: Sequence[str], place: int) -> bool:
    if rule.second is None:
        return True
    what, at, value = rule.second
    return (found if what else words)[place + at] == value


@lru_cache(maxsize=KEPT)
def _possible(word: str, old: str, new: str) -> bool:
    """Whether a rule may give the word this tag: Brill's rules ask for a tag that the word has been seen with."""
    small = word.lower()
    if new in ("NNP", "NNPS"):
        return word[0].isupper()
    if small in HELPERS:
        return new[:2] == "VB" and can_be(small, new)
    if new[:2] in UNIVERSAL:
        return (old[:2] in UNIVERSAL or new == "RB") and (can_be(small, new) or not known(small))
    return small in CLOSED.get(new, ())


@cache
def _lexicon() -> dict[str, str]:
    return dict(lexicon.items())


def usual_tag(word: str) -> str:
    """The tag that a word in lower case has most often, whatever stands beside it."""
    return _first(word, True)


def also_a_name(word: str) -> bool:
    """Whether a common word, spelt with this capital, may well be a name: "Frank", "Apple", but not "Police"."""
    return word in FEMALE or word in MALE or (_lexicon().get(word) in ("NNP", "NNPS") and zipf(word.lower()) < EVERYDAY)
