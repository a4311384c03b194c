"""Captions for STS-B. A caption fills five slots (which, who, does, what, where); the score of a pair is one point for each
slot filled alike or by a synonym, half a point for one filled by a relative (a chair and a table), none for any other."""

from functools import partial
from random import Random

from glueline.text.grammar import article, sentence
from glueline.text.partition import Owned

SLOTS = ("which", "who", "does", "what", "where")
Meaning = tuple[tuple[int, int], ...]  # of each slot the family and its member; the synonyms of a member are its wordings


def _families(text: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Read a family a line, its members between commas, the synonyms of a member between slashes."""
    return tuple(tuple(tuple(word.strip() for word in member.split("/")) for member in line.split(","))
                 for line in text.strip().splitlines())


FAMILIES = {
    "which": _families("""
        tall, short
        cheerful/happy, sad/unhappy
        angry/furious, calm/relaxed
        thin/slim, fat/stout
        tired/weary, energetic/lively
        wealthy/rich, poor/penniless"""),
    "who": _families("""
        woman/lady, girl
        man/gentleman, boy/lad
        doctor/physician, nurse
        policeman/police officer, soldier
        sailor/seaman, fisherman
        pupil/schoolchild, teacher/schoolteacher
        singer/vocalist, drummer"""),
    "does": _families("""
        carrying, holding
        repairing/fixing, cleaning
        buying/purchasing, selling
        lifting/raising, dropping
        drawing/sketching, photographing
        hiding/concealing, looking for/searching for"""),
    "what": _families("""
        chair, table
        guitar, violin/fiddle
        bicycle/bike, scooter
        cup/mug, plate
        umbrella, tent
        watch, ring
        basket, bucket/pail
        bag/sack, box"""),
    "where": _families("""
        in the kitchen, in the bathroom
        in the garden, in the park
        on the beach/at the seaside, on the pier
        in the street/on the road, on the pavement/on the sidewalk
        at the railway station/at the train station, at the airport
        in the shop/in the store, at the market
        in the forest/in the woods, in the meadow"""),
}


def row(rng: Random, label: int, owned: Owned) -> tuple[str, str]:
    """Two captions that share `label` half points. A caption's meaning decides who owns it."""
    while True:
        one, points = _owned_meaning(rng, owned), _points(rng, label)
        for _ in range(20):
            other = tuple(map(partial(_other, rng), SLOTS, one, points))
            if owned(repr(other)):
                first, second = caption(rng, one), caption(rng, other)
                if first != second:
                    return first, second


def caption(rng: Random, meaning: Meaning) -> str:
    """One of the wordings of what is meant."""
    which, who, does, what, where = (rng.choice(FAMILIES[slot][family][member])
                                     for slot, (family, member) in zip(SLOTS, meaning, strict=True))
    core = f"{article(which)} {who} is {does} {article(what)}"
    return sentence(rng.choice((f"{core} {where}", f"{where}, {core}", f"{core} {where}")))


def _owned_meaning(rng: Random, owned: Owned) -> Meaning:
    while True:
        meaning = tuple(_member(rng, slot, rng.randrange(len(FAMILIES[slot]))) for slot in SLOTS)
        if owned(repr(meaning)):
            return meaning


def _points(rng: Random, total: int) -> list[int]:
    """`total` half points given to the slots at random, at most two to each."""
    points = [0] * len(SLOTS)
    for slot in rng.sample([*range(len(SLOTS))] * 2, total):
        points[slot] += 1
    return points


def _other(rng: Random, slot: str, filled: tuple[int, int], points: int) -> tuple[int, int]:
    """What the slot holds in the other caption: the same, a relative, or one of another family."""
    family, member = filled
    if points == 2:
        return filled
    if points == 1:
        return family, 1 - member
    return _member(rng, slot, rng.choice([other for other in range(len(FAMILIES[slot])) if other != family]))


def _member(rng: Random, slot: str, family: int) -> tuple[int, int]:
    return family, rng.randrange(len(FAMILIES[slot][family]))
