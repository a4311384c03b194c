"""The answer taken out of the sentence that holds it.

Source: the unanswerable questions of Rajpurkar et al. 2018, "Know What You Don't Know" (arXiv 1806.03822); here the sentence
loses what its question asks for, as far as a date, a number or a person's name can be found without a parser.
"""

import re
from collections.abc import Callable
from random import Random

from glueline.text.analysis import Sentence
from glueline.text.inflection import lemma
from glueline.text.lexicon import Lexicon
from glueline.text.operators.flips import with_b
from glueline.text.operators.row import Edit, Operator, Row
from glueline.text.words import DAYS, MONTHS

MONTH = "|".join((*MONTHS, "Jan", "Feb", "Mar", "Apr", "Aug", "Sept", "Oct", "Nov", "Dec"))
DAY = r"\d{1,2}(?:st|nd|rd|th)?\b"
YEAR = r"\b(?:1\d{3}|20\d\d)\b(?:'?s\b)?"
BEFORE = r"\b(?:in|on|by|since|until|around|circa|c\.|during|of|as of|beginning in|starting in)\s+"
PART = r"(?:the\s+)?(?:early|late|mid|end of|summer of|spring of)[\s-]+"
WHOLE = rf"(?:{DAY}\s+)?\b(?:{MONTH})\b\.?(?:\s+{DAY})?(?:,?\s+{YEAR})?|{YEAR}"
DATE = re.compile(rf",?\s*\(?(?:{BEFORE})?(?:{PART})?(?:{WHOLE})\)?,?", re.IGNORECASE)  # with what goes when it goes
TIMES = re.compile(  # what may still tell when
    rf"\d{{3,4}}|\b(?:{MONTH}|{'|'.join(DAYS)}|spring|summer|autumn|fall|winter|century|centuries|years?|decades?|months|days|"
    r"later|today|now|era|ago|war|reign|until|when|after|before|since|BCE?|AD|CE)\b", re.IGNORECASE)
ABOUT = "about|approximately|around|some|nearly|almost|over|more than|at least|only|roughly|up to|an estimated|less than"
DIGITS = r"(?<![\w.,$£€-])\d[\d,]*(?:\.\d+)?(?:\s+(?:million|billion|thousand|hundred))?(?![\w%°-]|\.\d|,\d)"
WORDED = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty|forty|fifty|sixty"
NUMBER = re.compile(rf"(?:\b(?:{ABOUT})\s+)*(?:{DIGITS}|\b(?:{WORDED}|hundreds)\b(?!-))", re.IGNORECASE)
COUNTED = re.compile(r" (?!(?:with|and|or|to|in|at|for|as|by|on|from)\b)[a-z]|, [a-z-]+ ")  # what may follow the number
LISTED = re.compile(rf"[:—–]|\b(?:{WORDED})\b.*,|\d.*,.*\band\b", re.IGNORECASE)  # the counted may stand one by one
COUNTS = re.compile(  # what may still tell how many
    rf"\d|\b(?:one|{WORDED}|single|both|pair|dozen|half|twice|once|another|second|third|fourth|million|thousands?|hundreds?|"
    r"each|no)\b", re.IGNORECASE)
WHEN = re.compile(r"(?:when (?:was|were|did|is)|(?:in|on|since|by)? ?(?:what|which) (?:year|date|month|day)) ", re.IGNORECASE)
HOW_MANY = re.compile(r"how many |what number of |.* how many ", re.IGNORECASE)
WHO = re.compile(r"who ", re.IGNORECASE)
EMPTY = frozenset(("be", "do", "have"))  # verbs that do not show who is meant


def remove_answer(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """The sentence without the only thing in it that can answer the question."""
    if row.label_name != "entailment" or row.b is None:
        return None
    for asked, removed, rule in QUESTIONS:
        if asked.match(row.a.text):
            text = removed(row.a, row.b)
            return with_b(row, text, rule) if text else None
    return None


def _dateless(question: Sentence, sentence: Sentence) -> str | None:
    """The sentence without its only date: "It opened in 1887 ." -> "It opened .". None where it may still tell when."""
    found = list(DATE.finditer(sentence.text))
    if len(found) != 1 or found[0].start() < 2:
        return None
    left, right = sentence.text[: found[0].start()], sentence.text[found[0].end() :].lstrip()
    text = left + ("" if right[:1] in ".;:)" else " ") + right
    return None if TIMES.search(text) or text.count("(") != text.count(")") else text


def _countless(question: Sentence, sentence: Sentence) -> str | None:
    """The sentence without its only number: "about 40 rooms" -> "several rooms". None where it may still tell how many."""
    text, found = sentence.text, list(NUMBER.finditer(sentence.text))
    if len(found) != 1:
        return None
    start, end = found[0].span()
    if COUNTS.search(text[:start] + text[end:]) or not COUNTED.match(text[end:]) or LISTED.search(text):
        return None
    return text[:start] + ("several" if start else "Several") + text[end:]


def _nameless(question: Sentence, sentence: Sentence) -> str | None:
    """The sentence without the name of who did it: "made by Max Ernst" -> "made by someone". None where it has more than one
    name that the question has not, or this one does not surely belong to the verb asked about."""
    asked = {lemma(token.text, token.tag) for token in question.tokens}
    spans = [span for span in _names(sentence) if not asked & {token.word for token in sentence.tokens[slice(*span)]}]
    if len(spans) != 1 or not _acts(sentence, spans[0], asked - EMPTY):
        return None
    first, last = sentence.tokens[spans[0][0]], sentence.tokens[spans[0][1] - 1]
    return sentence.text[: first.start] + ("someone" if first.start else "Someone") + sentence.text[last.stop :]


def _acts(sentence: Sentence, span: tuple[int, int], asked: set[str]) -> bool:
    """Whether the name stands before one of these verbs, or with "by" behind one, and is all of a name."""
    first, stop = span
    tokens = sentence.tokens
    if any(0 <= place < len(tokens) and tokens[place].text[:1].isupper() for place in (first - 1, stop)):
        return False
    after = next((token for token in tokens[stop:] if token.tag != "RB"), None)
    does = after is not None and after.tag[:2] == "VB" and lemma(after.text, after.tag) in asked
    return does or (first > 1 and tokens[first - 1].word == "by" and lemma(tokens[first - 2].text, "VBN") in asked)


def _names(text: Sentence) -> list[tuple[int, int]]:
    """First and behind last token of each run of names."""
    spans: list[tuple[int, int]] = []
    for place, token in enumerate(text.tokens):
        if token.tag != "NNP":
            continue
        if spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return spans


QUESTIONS: tuple[tuple[re.Pattern[str], Callable[[Sentence, Sentence], str | None], str], ...] = (
    (WHEN, _dateless, "the question asks when, and the sentence has lost its only date"),
    (HOW_MANY, _countless, "the question asks how many, and the sentence has lost its only number"),
    (WHO, _nameless, "the question asks who, and the sentence has lost the name of the one who did it"),
)
SOURCE = "Rajpurkar et al. 2018, arXiv 1806.03822"
ANSWERS = (Operator("answers", "counterfactual", "flipped", ("qnli",), SOURCE, False, remove_answer),)
