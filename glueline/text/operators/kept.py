"""Edits that keep the label."""

from collections.abc import Mapping
from random import Random

from glueline.text.analysis import Sentence
from glueline.text.operators.row import Edit, Row


def kept(row: Row, text_a: str, text_b: str | None, rule: str) -> Edit | None:
    """The row with these texts and its own label, None where nothing changed."""
    if (text_a, text_b) == (row.a.text, row.b.text if row.b else None):
        return None
    return Edit(text_a, text_b, row.label, rule)


def one_side(row: Row, number: int, text: str, rule: str) -> Edit | None:
    """The row with another first (0) or second (1) text and its own label."""
    return kept(row, text if number == 0 else row.a.text, (text if number == 1 else row.b.text) if row.b else None, rule)


def texts(row: Row) -> list[Sentence]:
    """The one or two texts."""
    return [row.a] if row.b is None else [row.a, row.b]


def shuffled(row: Row, rng: Random) -> list[tuple[int, Sentence]]:
    """The texts with their numbers, in a random order."""
    numbered = list(enumerate(texts(row)))
    rng.shuffle(numbered)
    return numbered


def safe_to_rewrite(row: Row) -> bool:
    """Whether a rewriting that keeps the meaning keeps the label: not of an unacceptable sentence, which it might repair."""
    return row.label_name != "unacceptable"


def alike(row: Row, mapping: Mapping[str, str], rule: str) -> Edit | None:
    """The row with each of these words, as they are spelt, replaced wherever it stands."""
    new = [sentence.replaced({number: mapping[token.text] for number, token in enumerate(sentence.tokens)
                              if token.text in mapping}) for sentence in texts(row)]
    return kept(row, new[0], new[1] if row.b else None, rule)
