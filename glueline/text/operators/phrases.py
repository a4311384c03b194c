"""Noun phrases and verb groups, as far as tags alone show them."""

from typing import NamedTuple

from glueline.text.analysis import Sentence, keeps_capital
from glueline.text.inflection import lemma

OBJECTIVE = {"i": "me", "he": "him", "she": "her", "we": "us", "they": "them", "who": "whom"}
SUBJECTIVE = {objective: subjective for subjective, objective in OBJECTIVE.items()}
STARTS = ("DT", "PRP$", "CD", "JJ", "NN", "NNS", "NNP", "NNPS")
INSIDE = ("JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "CD", "POS", "VBN")
HEADS = ("NN", "NNS", "NNP", "NNPS")
SINGULAR_WORDS = frozenset("he she it him her this that everyone somebody someone everybody".split())
PLURAL_WORDS = frozenset("we they us them you these those".split())
PLURAL_STARTS = frozenset("all both few many several these those".split())
SINGULAR_STARTS = frozenset("a an this that every each one".split())
FINITE = ("MD", "VBZ", "VBP", "VBD")


class Phrase(NamedTuple):
    """A noun phrase: its first token and the one behind its last."""

    first: int
    stop: int


def noun_phrase(sentence: Sentence, first: int) -> Phrase | None:
    """The simple noun phrase that begins at this token: a pronoun, or what leads up to a noun. None where there is none."""
    tokens = sentence.tokens
    if first >= len(tokens):
        return None
    if tokens[first].tag == "PRP":
        return Phrase(first, first + 1)
    if tokens[first].tag not in STARTS:
        return None
    stop = first + 1
    while stop < len(tokens) and tokens[stop].tag in INSIDE:
        stop += 1
    inner = any(token.tag == "NNS" for token in tokens[first : stop - 1])  # two phrases: "gave people money"
    return Phrase(first, stop) if tokens[stop - 1].tag in HEADS and not inner else None


def is_plural(sentence: Sentence, phrase: Phrase) -> bool | None:
    """Whether the phrase takes a plural verb; None where the tags leave it open."""
    words = [token.word for token in sentence.tokens[phrase.first : phrase.stop]]
    if words[-1] in SINGULAR_WORDS | PLURAL_WORDS:
        return words[-1] in PLURAL_WORDS
    if words[0] in PLURAL_STARTS or sentence.tokens[phrase.stop - 1].tag in ("NNS", "NNPS"):
        return True
    if words[0] in SINGULAR_STARTS:
        return False
    return None if sentence.tokens[phrase.first].tag == "CD" or words[0] in ("some", "any", "most", "all") else False


def as_object(sentence: Sentence, phrase: Phrase) -> str:
    """The phrase as it stands behind a verb: "He" -> "him", "The dog" -> "the dog"."""
    first = sentence.tokens[phrase.first]
    if phrase.stop - phrase.first == 1 and first.word in OBJECTIVE:
        return OBJECTIVE[first.word]
    return lowered(sentence, phrase.first, phrase.stop)


def as_subject(sentence: Sentence, phrase: Phrase) -> str:
    """The phrase as it stands before a verb, its first letter a capital where the sentence begins with one."""
    first = sentence.tokens[phrase.first]
    text = sentence.span(phrase.first, phrase.stop)
    if phrase.stop - phrase.first == 1 and first.word in SUBJECTIVE:
        text = SUBJECTIVE[first.word]
    text = "I" if text == "i" and sentence.text[:1].isupper() else text
    return text[:1].upper() + text[1:] if sentence.text[:1].isupper() else text


def lowered(sentence: Sentence, first: int, stop: int) -> str:
    """The text of these tokens as it stands inside a sentence."""
    text = sentence.span(first, stop)
    return text if first or keeps_capital(sentence.tokens[first]) else text[:1].lower() + text[1:]


def finite_verbs(sentence: Sentence, first: int, stop: int) -> list[int]:
    """The tokens of a stretch that are finite verbs."""
    return [number for number in range(first, stop) if sentence.tokens[number].tag in FINITE]


def verb_lemma(sentence: Sentence, number: int) -> str:
    return lemma(sentence.tokens[number].text, sentence.tokens[number].tag)
