"""Statements denied, and denials taken back.

Source: negated hypotheses of Kaushik et al. 2020, "Learning the Difference that Makes a Difference with
Counterfactually-Augmented Data" (arXiv 1909.12434), and the negation tests of Ribeiro et al. 2020, "Beyond Accuracy: Behavioral
Testing of NLP Models with CheckList" (arXiv 2005.04118).
"""

import re
from itertools import pairwise
from random import Random

from glueline.text.analysis import Sentence
from glueline.text.lexicon import Lexicon
from glueline.text.operators.flips import about, sides, with_b
from glueline.text.operators.predicate import FINITE, LINKS, NOT, affirmed, auxiliary, denied, predicate
from glueline.text.operators.row import Edit, Operator, Row

# The words beside which "not" may leave the statement possible, or stand wrong.
NARROW = frozenset("""a an some any anyone anybody anything anywhere ever another all every each both either neither many most
few several much no none nobody nothing nowhere without only just even also too still yet already anymore almost nearly because
since may might probably possibly perhaps maybe likely until sometimes seldom rarely hardly barely somewhat someone somebody
something one ones everyone everybody everything but as if least exactly half majority minority percent fewer""".split())
DENIES = NOT | frozenset("never no none neither nor without nobody nothing nowhere".split())
DENIABLE = frozenset("VB JJ DT CD".split())  # what "not" may stand before, by the first two letters of the tag
CONTRACTED = {word: word + "n't" for word in "do does did is are was were has have had would should could".split()} | {
    "can": "can't", "will": "won't"}
VAGUE = frozenset("""never no nobody nothing none nowhere some sometimes somebody someone sometime only still yet hardly
suddenly always""".split())
YEAR = re.compile(r"\d{4}")
MAY_FOLLOW = frozenset(("a", "an", "one"))  # of them, behind the verb: "is not a doctor" denies "is a doctor"
TURNED = {
    "entailment": "the premise says the hypothesis, so it does not say the hypothesis denied",
    "contradiction": "the premise rules the hypothesis out, so it says the hypothesis denied",
}


def negate(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """The hypothesis denied at its main verb, or its denial taken back."""
    rule = TURNED.get(row.label_name or "")
    if rule is None or row.b is None or (row.label_name == "contradiction" and not about(row)):
        return None
    text = _turned(row.b)
    return with_b(row, text, rule) if text else None


def _turned(sentence: Sentence) -> str | None:
    """The plain statement that is true exactly where this one is false; None where this one is not so plain."""
    verb = predicate(sentence)
    if verb is None:
        return None
    for place, token in enumerate(sentence.tokens):
        if token.word in NARROW and not (place > verb and token.word in MAY_FOLLOW):
            return None
        if (token.word in NOT or token.word == "never") and place != verb + 1:
            return None
        if token.tag == "CD" and place < verb and not YEAR.fullmatch(token.text):  # of how many not said, some may
            return None
    return affirmed(sentence, verb) or denied(sentence, verb)


def negate_one(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """One of two equivalent sentences denied at a verb that both have."""
    for here, there, put in sides(row, rng):
        text = _deny_shared(here, there)
        if text:
            return put(text, "one sentence denies what the other says")
    return None


def _deny_shared(here: Sentence, there: Sentence) -> str | None:
    """Denied at the first verb that takes "not" itself and stands before the same word in both, outside relative clauses."""
    tokens = here.tokens
    if any(token.word in DENIES for token in tokens):
        return None
    shared = {(first.word, second.word) for first, second in pairwise(there.tokens)}
    for place, (token, after) in enumerate(pairwise(tokens)):
        relative = any(near.word in LINKS for near in tokens[max(place - 3, 0) : place])
        if token.tag in FINITE and (token.word, after.word) in shared and after.tag[:2] in DENIABLE and not relative:
            if after.word in NARROW - MAY_FOLLOW:
                return None
            if auxiliary(tokens, place):
                return denied(here, place)
    return None


def negate_question(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """One of two duplicate questions asks why it is not so."""
    for here, _, put in sides(row, rng):
        text = _why_not(here)
        if text:
            return put(text, "one question asks why something is so, the other why it is not")
    return None


def _why_not(question: Sentence) -> str | None:
    """Why do cats purr? -> why don't cats purr?"""
    tokens = question.tokens
    if len(tokens) < 4 or tokens[0].word != "why" or tokens[1].word not in CONTRACTED:
        return None
    if any(token.word in NOT or token.word in VAGUE or token.text == "?" for token in tokens[2:-1]):
        return None
    return question.replaced({1: CONTRACTED[tokens[1].word]})


SOURCE = "Kaushik et al. 2020, arXiv 1909.12434; Ribeiro et al. 2020, arXiv 2005.04118"
NEGATION = (
    Operator("negation", "counterfactual", "flipped", ("mnli", "rte", "wnli"), SOURCE, False, negate),
    Operator("denial", "counterfactual", "flipped", ("mrpc",), SOURCE, False, negate_one),
    Operator("whynot", "counterfactual", "flipped", ("qqp",), SOURCE, False, negate_question),
)
