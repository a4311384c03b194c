"""Premise and hypothesis for MNLI, RTE and AX: quantifiers, numbers, negation, hypernyms, details, synonyms, antonyms.

The label comes from what the two claim (entailment.py), before either is put into words.
"""

from functools import cache
from itertools import product
from random import Random

from glueline.text.entailment import CONTRADICTION, ENTAILMENT, NEUTRAL, QUANTIFIERS, Claim, graded, relation
from glueline.text.grammar import number, sentence
from glueline.text.inference_words import Domain
from glueline.text.partition import Owned


def row(domain: Domain, rng: Random, label: int, owned: Owned) -> tuple[str, str]:
    """Premise and hypothesis with this label, in words of `domain`."""
    kind = rng.choices((_group_row, _person_row, _scale_row), (4, 3, 3))[0]
    return kind(domain, rng, label, owned)


def two_way_row(domain: Domain, rng: Random, label: int, owned: Owned) -> tuple[str, str]:
    """The same for RTE, whose label 1 is neutral or contradiction."""
    return row(domain, rng, rng.choice((NEUTRAL, CONTRADICTION)) if label else ENTAILMENT, owned)


Pairs = list[tuple[Claim, Claim]]


@cache
def _claims(quantifiers: tuple[str, ...], nouns: tuple[int, ...]) -> dict[int, dict[str, dict[str, Pairs]]]:
    """Every pair of different claims by label, quantifier of the hypothesis and quantifier of the premise."""
    found: dict[int, dict[str, dict[str, Pairs]]] = {}
    claims = [Claim(name, *levels, count) for name in quantifiers for levels in product(nouns, (0, 1), (0, 1))
              for count in ((3, 4, 6, 9) if "{}" in QUANTIFIERS[name][0] else (0,))]
    for premise, hypothesis in product(claims, claims):
        if premise != hypothesis:
            by_quantifier = found.setdefault(relation(premise, hypothesis), {}).setdefault(hypothesis.quantifier, {})
            by_quantifier.setdefault(premise.quantifier, []).append((premise, hypothesis))
    return found


def draw_claims(rng: Random, label: int, quantifiers: tuple[str, ...], nouns: tuple[int, ...]) -> tuple[Claim, Claim]:
    """Premise and hypothesis with this label.

    The hypothesis's quantifier is drawn first, so that it says nothing of the label; "exactly" only follows from itself.
    """
    by_premise = _claims(quantifiers, nouns)[label][rng.choice([name for name in quantifiers if name != "exactly"])]
    return rng.choice(by_premise[rng.choice(list(by_premise))])


def _group_row(domain: Domain, rng: Random, label: int, owned: Owned) -> tuple[str, str]:
    pair = draw_claims(rng, label, tuple(QUANTIFIERS), (0, 1))
    group, act, place = _owned_words(rng, owned, domain.groups, domain.acts, domain.places)
    detail = (" " + rng.choice(domain.details), "")
    texts = []
    for claim in pair:
        who = QUANTIFIERS[claim.quantifier][0].format(number(claim.count))
        texts.append(sentence(f"{who} {group[claim.noun]} in {place} {act[claim.verb][1]}{detail[claim.detail]}"))
    return texts[0], texts[1]


def _person_row(domain: Domain, rng: Random, label: int, owned: Owned) -> tuple[str, str]:
    pair = draw_claims(rng, label, ("some", "none"), (0,))
    name, act, place = _owned_words(rng, owned, domain.names, domain.acts, domain.places)
    detail, before = rng.choice(domain.details), rng.random() < 0.5
    texts = []
    for claim in pair:
        base, past = act[claim.verb]
        did = f"{name} {past if claim.quantifier == 'some' else 'did not ' + base} in {place}"
        if claim.detail == 0:
            did = f"{detail} {did}" if before else f"{did} {detail}"
        texts.append(sentence(did))
    return texts[0], texts[1]


def _scale_row(domain: Domain, rng: Random, label: int, owned: Owned) -> tuple[str, str]:
    scale, place = _owned_words(rng, owned, domain.scales, domain.places)
    while True:
        things, ends = rng.choices(scale[0], k=2), (rng.randrange(2), rng.randrange(2))
        if rng.random() < 0.8:
            things[1] = things[0]
        denied = (rng.random() < 0.5, rng.random() < 0.5)
        said = [(thing, rng.choice(scale[1 + end]), no) for thing, end, no in zip(things, ends, denied, strict=True)]
        if graded(things[0] == things[1], ends, denied) == label and said[0] != said[1]:
            texts = [sentence(f"the {thing} in {place} was {'not ' * no}{word}") for thing, word, no in said]
            return texts[0], texts[1]


def _owned_words(rng: Random, owned: Owned, *lists: tuple) -> tuple:
    """One entry of each list; which entries they are, whatever their form in the text, decides who owns the row."""
    while True:
        picked = tuple(rng.choice(entries) for entries in lists)
        if owned(repr(picked)):
            return picked
