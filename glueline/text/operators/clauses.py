"""Clauses and adverbials of time put in front, or back to the end: "She left because it rained." and "Because it rained, she
left."

Source: Iyyer et al. 2018, "Adversarial Example Generation with Syntactically Controlled Paraphrase Networks" (SCPN, arXiv
1804.06059), whose templates move subordinate clauses; here only where tags alone show where a clause begins and ends.
"""

import re
from random import Random

from glueline.text.analysis import Sentence
from glueline.text.lexicon import Lexicon
from glueline.text.operators.clause_words import (
    AFTER_MAIN, ASKS, CLAUSE, HELPERS, LINKS, NEGATIVE, NOT_BEFORE, SPANS, THIRD_PERSON, TIME_WORDS,
)
from glueline.text.operators.kept import one_side, safe_to_rewrite, shuffled
from glueline.text.operators.phrases import finite_verbs, lowered, verb_lemma
from glueline.text.operators.row import Edit, Operator, Row

TASKS = ("cola", "mrpc", "stsb", "mnli", "qnli", "rte")
SUBJECT_STARTS = ("DT", "PRP", "PRP$", "NN", "NNS", "NNP", "NNPS", "EX", "CD")
MARKS = frozenset(". ! ? ; : -- - \" '' `` ( ) ...".split())
RULE = "where a clause or a time stands in its sentence does not change what the sentence says"


def clauses(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """One of the texts with its clause, or its time, at the other end."""
    if not safe_to_rewrite(row):
        return None
    for number, sentence in shuffled(row, rng):
        text = to_the_end(sentence) or to_the_front(sentence)
        if text:
            return one_side(row, number, text, RULE)
    return None


def to_the_end(sentence: Sentence) -> str | None:
    """"When it rained, she left." -> "She left when it rained." None unless the text is one such sentence."""
    tokens, last = sentence.tokens, len(sentence.tokens) - 1
    commas = [number for number, token in enumerate(tokens) if token.text == ","]
    if len(commas) != 1 or not _one_sentence(sentence) or not 1 < commas[0] < last - 2:
        return None
    comma = commas[0]
    time = _time(sentence, 0) == comma
    if not time and (not _subordinate(sentence, 0, comma) or _looks_back(sentence, comma + 1)):
        return None
    if not _main(sentence, comma + 1, last, time) or (not time and NEGATIVE & _words(sentence, comma + 1, last)):
        return None
    main = sentence.span(comma + 1, last)
    front = lowered(sentence, 0, comma)
    return f"{main[:1].upper() + main[1:] if sentence.text[:1].isupper() else main} {front}{_closing(sentence)}"


def to_the_front(sentence: Sentence) -> str | None:
    """"She left because it rained." -> "Because it rained, she left." None unless the text is one such sentence."""
    tokens, last = sentence.tokens, len(sentence.tokens) - 1
    if not _one_sentence(sentence) or any(token.text == "," for token in tokens) or tokens[last].text == "?":
        return None
    starts = [number for number in range(2, last - 1) if _starts_adverbial(sentence, number, last)]
    time = bool(starts) and tokens[starts[0]].word not in CLAUSE
    if len(starts) != 1 or not _main(sentence, 0, starts[0], time) or NEGATIVE & _words(sentence, 0, starts[0]):
        return None
    if time and tokens[finite_verbs(sentence, 0, starts[0])[0]].tag != "VBD":
        return None  # "differs from what was said in 1992"
    front = sentence.span(starts[0], last)
    front = front[:1].upper() + front[1:] if sentence.text[:1].isupper() else front
    comma = " ," if sentence.in_tokens else ","
    return f"{front}{comma} {lowered(sentence, 0, starts[0])}{_closing(sentence)}"


def _starts_adverbial(sentence: Sentence, number: int, last: int) -> bool:
    """Whether what can move to the front begins here and ends with the sentence."""
    tokens, word, before = sentence.tokens, sentence.tokens[number].word, sentence.tokens[number - 1]
    if word in AFTER_MAIN:
        fits = before.word not in NOT_BEFORE and not (before.tag[:2] == "VB" and word in ("if", "when", "until", "before"))
        return fits and _subordinate(sentence, number, last)
    return _time(sentence, number) == last and before.tag in ("VBN", "VBD", "VB", "RB", "NNP", "PRP", "RP", "NN", "NNS") \
        and tokens[number - 1].word not in TIME_WORDS


def _subordinate(sentence: Sentence, first: int, stop: int) -> bool:
    """Whether this stretch is one clause with its subordinator: its subject follows at once, and it has one finite verb."""
    tokens = sentence.tokens
    if tokens[first].word not in CLAUSE or stop - first < 3:
        return False
    subject = tokens[first + 1]
    return (subject.tag in SUBJECT_STARTS and len(finite_verbs(sentence, first + 2, stop)) == 1
            and not LINKS & _words(sentence, first + 1, stop))


def _main(sentence: Sentence, first: int, stop: int, time: bool) -> bool:
    """Whether this stretch is one clause that stands on its own. `time`: it may be a question, and must hold no other verb
    that a time could belong to."""
    tokens = sentence.tokens
    opens = (*SUBJECT_STARTS, *(("WP", "WRB", "WDT") if time else ()))
    verbs = finite_verbs(sentence, first, stop)
    inner = _words(sentence, first + (tokens[first].tag[0] == "W"), stop)
    asks = any(tokens[number].tag[:2] == "VB" and verb_lemma(sentence, number) in ASKS for number in range(first, stop))
    other_verb = time and any(_may_take_time(sentence, number) for number in range(first + 1, stop))
    modal = verbs and tokens[verbs[0]].tag == "MD"
    if modal and not any(tokens[number].tag == "VB" for number in range(verbs[0] + 1, stop)):
        return False  # "You will the weatherman if ..."
    whole = len(verbs) == 1 and first < verbs[0] and tokens[stop - 1].word not in HELPERS  # not "If it rains, she will"
    return whole and tokens[first].tag in opens and not LINKS & inner and not asks and not other_verb


def _may_take_time(sentence: Sentence, number: int) -> bool:
    """Whether a time at the end may belong to this: "plans to resign", "suits filed", "before the war", another time."""
    token, before = sentence.tokens[number], sentence.tokens[number - 1]
    verb = (token.tag == "VB" and before.tag == "TO") or (token.tag == "VBN" and before.tag[:2] == "NN")
    return verb or token.word in SPANS | TIME_WORDS or (token.tag == "CD" and token.text.isdigit() and len(token.text) == 4)


def _looks_back(sentence: Sentence, first: int) -> bool:
    """Whether the main clause opens with a pronoun for what the clause before it names, as its subject or behind it."""
    names = any(token.tag[:2] == "NN" for token in sentence.tokens[1:first])
    return sentence.tokens[first].word in THIRD_PERSON and (sentence.tokens[1].tag != "PRP" or names)


def _time(sentence: Sentence, first: int) -> int | None:
    """The token behind "In 1990", "On 4 May 2001" or "On Monday", None where no such time begins here."""
    tokens = sentence.tokens
    if first + 1 >= len(tokens) or tokens[first].word not in ("in", "on"):
        return None
    stop = first + 1
    while stop < len(tokens) and (tokens[stop].word in TIME_WORDS or re.fullmatch(r"\d{1,2}|\d{4}", tokens[stop].text)):
        stop += 1
    words = [token.word for token in tokens[first + 1 : stop]]
    dated = any(word in TIME_WORDS or (len(word) == 4 and word[:2] in ("15", "16", "17", "18", "19", "20")) for word in words)
    return stop if dated else None


def _one_sentence(sentence: Sentence) -> bool:
    """Whether the text ends with its only mark of an end, and has no other marks than commas."""
    tokens = sentence.tokens
    return len(tokens) > 6 and tokens[-1].text in (".", "?", "!") and not any(token.text in MARKS for token in tokens[:-1])


def _words(sentence: Sentence, first: int, stop: int) -> set[str]:
    return {token.word for token in sentence.tokens[first:stop]}


def _closing(sentence: Sentence) -> str:
    """The last mark, as it stands, and what follows it."""
    tokens = sentence.tokens
    return sentence.text[tokens[-2].stop :]


CLAUSES = Operator("clauses", "linguistic", "kept", TASKS, "SCPN, Iyyer et al. 2018 (arXiv 1804.06059)", False, clauses)
