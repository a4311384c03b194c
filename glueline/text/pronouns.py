"""Winograd schemas for WNLI: the sentence holds a pronoun that its meaning resolves, and in some also its gender (500 rows do
not teach a small encoder to tell two names apart by meaning alone); the hypothesis puts one of the two candidates in the
pronoun's place, and follows when it is the right one."""

from random import Random

from glueline.text.grammar import sentence
from glueline.text.partition import Owned, draw_owned
from glueline.text.pronouns_words import COLOURS, HOLDERS, ITEMS, PEOPLE, THINGS
from glueline.text.words import DAYS, MEN, WOMEN

Schema = tuple[str, tuple[tuple[str, ...], tuple[str, ...]]]


def _schemas(text: str) -> tuple[Schema, ...]:
    parts = [line.split(" | ") for line in text.strip().splitlines()]
    return tuple((happened, (tuple(of_a.split(", ")), tuple(of_b.split(", ")))) for happened, of_a, of_b in parts)


SCHEMAS = {"people": _schemas(PEOPLE), "things": _schemas(THINGS)}
SHE, HE = (WOMEN, "she"), (MEN, "he")
MIXED, ALIKE = 2 * ((SHE, HE), (HE, SHE)), ((SHE, SHE), (HE, HE))
OPENINGS = ("", "in the end ", "of course ", "that day ", "once again ", *(f"on {day} " for day in DAYS))


def row(rng: Random, label: int, owned: Owned) -> tuple[str, str]:
    """Sentence and hypothesis, which follows (1) or does not (0). Each name or thing has one owner."""
    people, meant = rng.random() < 0.8, rng.randrange(2)
    first, second, pronoun = _two_people(rng, owned, meant) if people else _two_things(rng, owned)
    happened, reasons = rng.choice(SCHEMAS["people" if people else "things"])
    reason = rng.choice(reasons[meant])
    named = (first, second)[meant if label else 1 - meant]
    told = happened.format(a=first, b=second, p=pronoun)
    return sentence(f"{rng.choice(OPENINGS)}{told} {reason}"), sentence(f"{named} {reason}")


def _two_people(rng: Random, owned: Owned, meant: int) -> tuple[str, str, str]:
    """Two names, and the pronoun of the one that is meant, which in a third of the pairs fits the other too."""
    kinds = rng.choice((*MIXED, *ALIKE))
    first = second = _one(rng, kinds[0][0], owned)
    while second == first:
        second = _one(rng, kinds[1][0], owned)
    return first, second, kinds[meant][1]


def _one(rng: Random, names: tuple[str, ...], owned: Owned) -> str:
    return draw_owned(lambda: (rng.choice(names),), owned)[0]


def _two_things(rng: Random, owned: Owned) -> tuple[str, str, str]:
    return _thing(rng, ITEMS, owned), _thing(rng, HOLDERS, owned), "it"


def _thing(rng: Random, nouns: tuple[str, ...], owned: Owned) -> str:
    return f"the {' '.join(draw_owned(lambda: (rng.choice(COLOURS), rng.choice(nouns)), owned))}"
