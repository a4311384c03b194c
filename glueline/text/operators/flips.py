"""Which text of a pair an edit may touch, and the label that is against a row's own."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from glueline.text.analysis import Sentence
from glueline.text.inflection import lemma
from glueline.text.operators.row import Edit, Row

AGAINST = {  # the label of a row that had this one and has become false: the first that its task knows
    "entailment": ("contradiction", "not_entailment"),
    "contradiction": ("entailment",),
    "equivalent": ("not_equivalent",),
    "duplicate": ("not_duplicate",),
    "acceptable": ("unacceptable",),
    "positive": ("negative",),
    "negative": ("positive",),
}
AGREEING = frozenset(("entailment", "equivalent", "duplicate"))  # of a pair whose texts say or ask the same, one by the other
EDITED = {"mnli": "b", "rte": "b", "wnli": "b", "qnli": "a", "mrpc": "ab", "qqp": "ab"}  # hypotheses, questions, either one


SHARED = 0.6  # of the words of a text that says something of another one's matter


class Side(NamedTuple):
    """One text of a pair, the other one, and the edit that puts another text in the place of the first."""

    here: Sentence
    there: Sentence
    put: Callable[[str, str], Edit]


def against(row: Row) -> float:
    """The number of the label that is against the row's own."""
    return float(row.labels.index(next(name for name in AGAINST[row.label_name or ""] if name in row.labels)))


def with_a(row: Row, text: str, rule: str) -> Edit:
    """The row with another first text, and the label against its own."""
    return Edit(text, row.b.text if row.b else None, against(row), rule)


def with_b(row: Row, text: str, rule: str) -> Edit:
    """The row with another second text, and the label against its own."""
    return Edit(row.a.text, text, against(row), rule)


def sides(row: Row, rng: Random) -> list[Side]:
    """The texts of an agreeing pair that may be edited, in random order; none of any other row."""
    if row.label_name not in AGREEING or row.b is None:
        return []
    found = {
        "a": Side(row.a, row.b, lambda text, rule: with_a(row, text, rule)),
        "b": Side(row.b, row.a, lambda text, rule: with_b(row, text, rule)),
    }
    names = list(EDITED[row.task])
    rng.shuffle(names)
    return [found[name] for name in names]


def about(row: Row) -> bool:
    """Whether enough of the second text's open-class words are the first one's too, so that both surely speak of the same."""
    said = {lemma(token.text, token.tag) for token in row.a.tokens}
    tokens = row.b.tokens if row.b else ()
    words = [lemma(token.text, token.tag) for token in tokens if token.tag[:2] in ("NN", "VB", "JJ", "CD")]
    return bool(words) and sum(word in said for word in words) >= SHARED * len(words)
