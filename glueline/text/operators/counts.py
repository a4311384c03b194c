"""Counts moved alike in both texts of a row.

Source: Ribeiro et al. 2020, "CheckList" (arXiv 2005.04118), invariance under a change of numbers.
"""

import re
from random import Random

from glueline.text.analysis import Sentence
from glueline.text.lexicon import Lexicon
from glueline.text.operators.kept import alike, texts
from glueline.text.operators.row import Edit, Operator, Row

TASKS = ("mrpc", "stsb", "mnli", "qnli", "rte")
COUNT = re.compile(r"[1-9]\d{1,2}")  # 10 to 999
NOT_COUNTED = ("NNP", "NNPS", "NN", "$", "#", "CD")  # before a number: "iPhone 7", "May 12", "$ 20"
QUANTITIES = re.compile(r"""(?ix) half|third|quarter|double|twice|triple|dozens?|hundreds?|thousands?|(m|b|tr)illions?|percent|%
    |both|pair|couple|total|all|most|majority|average|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen
    |(twen|thir|for|fif|six|seven|eigh|nine)ty\S*|age[sd]?|old|more|less|fewer|rest|others?|remaining|only""")  # tied to counts
SHIFTS = range(1, 10)
RULE = "the counts were moved alike everywhere, so what is equal, greater or less stays so"


def renumbering(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """Every count of the row moved by the same number, where it has nothing but plain counts."""
    sentences = texts(row)
    if any(QUANTITIES.fullmatch(token.text) for sentence in sentences for token in sentence.tokens):
        return None
    numbers = [(sentence, number) for sentence in sentences for number, token in enumerate(sentence.tokens)
               if token.tag == "CD" or any(map(str.isdigit, token.text))]
    if not numbers or not all(_counts(sentence, number) for sentence, number in numbers):
        return None
    values = {int(sentence.tokens[number].text) for sentence, number in numbers}
    shifts = [shift for shift in SHIFTS if all(len(str(value + shift)) == len(str(value)) for value in values)]
    if not shifts:
        return None
    shift = rng.choice(shifts)
    return alike(row, {str(value): str(value + shift) for value in values}, RULE)


def _counts(sentence: Sentence, number: int) -> bool:
    """Whether it is a number of things: "42 people", "20 young men"."""
    before = sentence.tokens[number - 1].tag if number else ""
    behind = [token.tag for token in sentence.tokens[number + 1 : number + 3]]
    counted = behind[:1] == ["NNS"] or behind == ["JJ", "NNS"]
    return bool(COUNT.fullmatch(sentence.tokens[number].text)) and before not in NOT_COUNTED and counted


RENUMBERING = Operator("renumbering", "linguistic", "kept", TASKS, "CheckList, Ribeiro et al. 2020 (arXiv 2005.04118)", False,
                       renumbering)
