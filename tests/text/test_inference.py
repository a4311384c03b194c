from itertools import combinations_with_replacement, product
from random import Random

import pytest

from glueline.text.entailment import CONTRADICTION, ENTAILMENT, NEUTRAL, QUANTIFIERS, Claim, graded, relation
from glueline.text.inference import draw_claims, row
from glueline.text.inference_words import MATCHED, MISMATCHED

# A world says how many individuals there are of each kind. A kind is narrow (0) or merely wide (1) in its noun, and what it
# did satisfies some pairs of verb and detail: the narrow act with the detail satisfies all four, nothing satisfies none.
REGIONS = list(product((0, 1), repeat=2))
DEEDS = [frozenset(), frozenset({(1, 1)}), frozenset({(1, 1), (0, 1)}), frozenset({(1, 1), (1, 0)}),
         frozenset({(1, 1), (0, 1), (1, 0)}), frozenset(REGIONS)]
COUNTS = (1, 2, 3, 4, 6, 7)  # those of the claims, their differences, and one more than any


def worlds():
    """Every world with one or two kinds that did something, and perhaps one narrow individual that did nothing."""
    kinds = list(product((0, 1), DEEDS))
    for one, two in combinations_with_replacement(kinds, 2):
        for first, second, idle in product(COUNTS, COUNTS, (0, 1)):
            world = [(*one, first), (*two, second), (0, frozenset(), idle)]
            if any(noun == 0 and count for noun, _, count in world):
                yield world


def holds(claim, world):
    """What the words say, spelt out by the quantifier's name and with no bounds."""
    group = [(deeds, count) for noun, deeds, count in world if noun <= claim.noun]
    total = sum(count for _, count in group)
    did = sum(count for deeds, count in group if (claim.verb, claim.detail) in deeds)
    return {"all": did == total, "not all": did < total, "some": did > 0, "none": did == 0, "exactly": did == claim.count,
            "at least": did >= claim.count, "at most": did <= claim.count}[claim.quantifier]


def claims():
    return [Claim(name, *levels, count) for name in QUANTIFIERS for levels in product((0, 1), repeat=3)
            for count in ((3, 4, 6) if name in ("exactly", "at least", "at most") else (0,))]


def test_every_pair_of_claims_has_the_label_that_a_search_through_worlds_gives():
    some_worlds = list(worlds())
    truth = {claim: sum(holds(claim, world) << i for i, world in enumerate(some_worlds)) for claim in claims()}
    for premise, hypothesis in product(truth, truth):
        both, only = truth[premise] & truth[hypothesis], truth[premise] & ~truth[hypothesis]
        expected = ENTAILMENT if not only else NEUTRAL if both else CONTRADICTION
        assert relation(premise, hypothesis) == expected, (premise, hypothesis)


def test_drawn_claims_have_the_label_that_was_asked_for():
    rng = Random(2)
    for label in (ENTAILMENT, NEUTRAL, CONTRADICTION) * 100:
        premise, hypothesis = draw_claims(rng, label, tuple(QUANTIFIERS), (0, 1))
        assert relation(premise, hypothesis) == label and premise != hypothesis


@pytest.mark.parametrize("premise, hypothesis, label", [
    # All of the surgeons bought a violin. Some of the doctors bought an instrument.
    (Claim("all", 0, 0, 1), Claim("some", 1, 1, 1), ENTAILMENT),
    # Some of the doctors bought a violin. Some of the surgeons bought a violin.
    (Claim("some", 1, 0, 1), Claim("some", 0, 0, 1), NEUTRAL),
    # None of the doctors bought an instrument. All of the surgeons bought a violin.
    (Claim("none", 1, 1, 1), Claim("all", 0, 0, 1), CONTRADICTION),
    # None of the doctors bought an instrument on Monday. None of the doctors bought an instrument.
    (Claim("none", 1, 1, 0), Claim("none", 1, 1, 1), NEUTRAL),
    # Exactly six of the surgeons bought a violin. At least four of the doctors bought a violin.
    (Claim("exactly", 0, 0, 1, 6), Claim("at least", 1, 0, 1, 4), ENTAILMENT),
    # At most three of the doctors bought a violin. Exactly six of the surgeons bought a violin.
    (Claim("at most", 1, 0, 1, 3), Claim("exactly", 0, 0, 1, 6), CONTRADICTION),
    # Not all of the surgeons bought an instrument. All of the doctors bought a violin.
    (Claim("not all", 0, 1, 1), Claim("all", 1, 0, 1), CONTRADICTION),
])
def test_hand_worked_claims(premise, hypothesis, label):
    assert relation(premise, hypothesis) == label


@pytest.mark.parametrize("ends, denied, label", [
    ((0, 0), (False, False), ENTAILMENT),       # cheap, inexpensive
    ((0, 1), (False, False), CONTRADICTION),    # cheap, expensive
    ((0, 1), (False, True), ENTAILMENT),        # cheap, not expensive
    ((0, 1), (True, False), NEUTRAL),           # not cheap, expensive: it may be neither
    ((0, 1), (True, True), NEUTRAL),            # not cheap, not expensive
    ((1, 1), (True, False), CONTRADICTION),     # not expensive, costly
])
def test_contraries(ends, denied, label):
    assert graded(True, ends, denied) == label
    assert graded(False, ends, denied) == NEUTRAL


@pytest.mark.parametrize("domain", [MATCHED, MISMATCHED])
def test_no_word_of_a_hypothesis_gives_its_label_away(domain):
    rng = Random(4)
    shares = {word: [0, 0, 0] for word in ("not", "none", "all", "some", "least", "most")}
    for label in range(3):
        for _ in range(2000):
            words = row(domain, rng, label, lambda key: True)[1].lower().split()
            for word in set(shares).intersection(words):
                shares[word][label] += 1
    for word, counts in shares.items():
        assert max(counts) < 0.5 * sum(counts), (word, counts)


def test_chains_do_not_share_phrases():
    for domain in (MATCHED, MISMATCHED):
        for chains in (domain.groups, domain.acts):
            ends = [end for chain in chains for end in chain]
            assert len(set(ends)) == len(ends)
