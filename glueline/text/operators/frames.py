"""Sentences of one clause taken apart: who does what to whom, where tags alone show it without a rest."""

from typing import NamedTuple

from glueline.text.analysis import Sentence
from glueline.text.operators.phrases import FINITE, Phrase, finite_verbs, noun_phrase
from glueline.text.operators.predicate import may_be_misread

TIMES = frozenset("""second minute hour day night morning evening afternoon week weekend month year decade century time today
    tomorrow yesterday tonight monday tuesday wednesday thursday friday saturday sunday way mile kilometer metre meter foot home
    lot bit deal percent point""".split())
QUANTIFIED = frozenset("""no any every each few nobody nothing anybody anything everyone everybody everything himself herself
    itself themselves myself yourself ourselves other another one""".split())
PREPOSITIONS = frozenset("in on at with from into near behind under over for during after before through".split())


class Frame(NamedTuple):
    """Subject, the tokens of the verb group, object."""

    subject: Phrase
    verb: tuple[int, ...]
    thing: Phrase


def frame_of(sentence: Sentence) -> Frame | None:
    """The parts of a text that is subject, verb, object and at most one prepositional phrase; None where it is more."""
    tokens, subject = sentence.tokens, subject_of(sentence)
    if subject is None:
        return None
    stop = subject.stop
    while stop < len(tokens) and tokens[stop].tag[:2] in ("VB", "MD"):
        stop += 1
    thing = noun_phrase(sentence, stop)
    if stop == subject.stop or thing is None or not is_plain(sentence, thing) or not closes(sentence, thing.stop):
        return None
    if tokens[subject.stop].tag not in FINITE or len(finite_verbs(sentence, 0, len(tokens))) != 1:
        return None
    if may_be_misread(tokens, subject.stop) or _two(sentence, thing):
        return None
    if tokens[0].tag == "PRP" and any(token.tag == "PRP" for token in tokens[thing.stop :]):
        return None  # "they carry it with them"
    return Frame(subject, tuple(range(subject.stop, stop)), thing)


def _two(sentence: Sentence, thing: Phrase) -> bool:
    """Whether a name and a common noun may be two objects: "cooked Matt dinner"."""
    tokens = sentence.tokens
    return tokens[thing.first].tag == "NNP" and tokens[thing.stop - 1].tag in ("NN", "NNS")


def subject_of(sentence: Sentence) -> Phrase | None:
    """The noun phrase that opens the text, with one prepositional phrase of its own at most."""
    subject = noun_phrase(sentence, 0)
    if subject is None or not is_plain(sentence, subject):
        return None
    tokens = sentence.tokens
    if subject.stop < len(tokens) and tokens[subject.stop].word in ("of", "in", "with", "on", "from"):
        more = noun_phrase(sentence, subject.stop + 1)
        return Phrase(subject.first, more.stop) if more and is_plain(sentence, more) else None
    return subject


def is_plain(sentence: Sentence, phrase: Phrase) -> bool:
    """Neither a time nor a quantity that its place in the sentence would change."""
    words = [token.word for token in sentence.tokens[phrase.first : phrase.stop]]
    return not (QUANTIFIED & set(words) or words[-1].rstrip("s") in TIMES or words[-1] in TIMES)


def closes(sentence: Sentence, number: int) -> bool:
    """Whether nothing comes from here on but one prepositional phrase and the mark of the end, which a headline lacks."""
    tokens = sentence.tokens
    if number >= len(tokens) - 1:
        return number == len(tokens) - 1 and tokens[number].text in (".", "!")
    if tokens[number].word not in PREPOSITIONS:
        return False
    place = noun_phrase(sentence, number + 1)
    return place is not None and place.stop == len(tokens) - 1 and tokens[place.stop].text == "."
