"""Edits of the built-in inference rows against what their texts claim, read back from the words."""

import re

import pytest

from glueline.text.entailment import QUANTIFIERS, Claim, graded, relation
from glueline.text.inference_words import MATCHED
from glueline.text.operators.negation import NEGATION
from glueline.text.operators.quantifiers import QUANTIFIERS as OPERATORS
from tests.text.operators.rows import built_in, edited

COUNTS = {"three": 3, "four": 4, "six": 6, "nine": 9}
WHO = re.compile(rf"({'|'.join(QUANTIFIERS)})(?: (\w+))? of the (.+) in (?:{'|'.join(MATCHED.places)}) (.+)")
NAMED = re.compile(rf"(?:{'|'.join(MATCHED.names)}) (did not )?(.+) in (?:{'|'.join(MATCHED.places)})")
SCALED = re.compile(rf"the (.+ in (?:{'|'.join(MATCHED.places)})) was (not )?(.+)")
NOUNS = {noun: level for group in MATCHED.groups for level, noun in enumerate(group)}
DEEDS = {form: level for act in MATCHED.acts for level, forms in enumerate(act) for form in forms}
ENDS = {word: end for _, *ends in MATCHED.scales for end, words in enumerate(ends) for word in words}


def claim_of(text):
    """What a sentence about a group or a person claims; None of a sentence about neither."""
    text, detail = text.rstrip("."), 1
    for phrase in MATCHED.details:
        if re.search(rf"\b{phrase}\b", text, re.IGNORECASE):
            text, detail = re.sub(rf" ?\b{phrase}\b ?", "", text, flags=re.IGNORECASE), 0
    if match := WHO.fullmatch(text[:1].lower() + text[1:]):
        name, count, noun, deed = match.groups()
        return Claim(name, NOUNS[noun], DEEDS[deed], detail, COUNTS.get(count, 0)) if noun in NOUNS and deed in DEEDS else None
    if (match := NAMED.fullmatch(text)) and match[2] in DEEDS:
        return Claim("none" if match[1] else "some", 0, DEEDS[match[2]], detail)
    return None


def label_of(premise, hypothesis):
    """The number of MNLI's label, from what the two claim; None where one of them cannot be read."""
    claims = claim_of(premise), claim_of(hypothesis)
    if all(claims):
        return relation(*claims)
    scaled = [SCALED.fullmatch(text.rstrip(".")[:1].lower() + text.rstrip(".")[1:]) for text in (premise, hypothesis)]
    if all(scaled) and all(match[3] in ENDS for match in scaled):
        (one, first, end), (other, second, opposite) = (match.groups() for match in scaled)
        return graded(one == other, (ENDS[end], ENDS[opposite]), (bool(first), bool(second)))
    return None


def test_the_reader_gives_every_row_its_own_label():
    rows = built_in("mnli", 400)
    labels = [(label_of(row.a.text, row.b.text), row.label) for row in rows]
    assert sum(found is not None for found, _ in labels) > 390
    assert all(found in (None, label) for found, label in labels)


@pytest.mark.parametrize("operator, at_least", [(NEGATION[0], 150), (OPERATORS[0], 40)])
def test_every_edit_has_the_label_that_its_words_claim(operator, at_least):
    read = 0
    for row in built_in("mnli", 600):
        edit = edited(operator, row)
        found = label_of(edit.text_a, edit.text_b) if edit else None
        if found is not None:
            read += 1
            assert found == edit.label, (edit.text_a, row.b.text, edit.text_b)
    assert read >= at_least
