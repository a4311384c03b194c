"""Questions about buildings for QNLI: the sentence answers the question when it states the fact that is asked about, of the
building that is asked about."""

from random import Random

from glueline.text.grammar import sentence
from glueline.text.partition import Owned, draw_owned
from glueline.text.words import CITIES, MEN, SURNAMES, WOMEN

ANSWERED, UNANSWERED = range(2)

KINDS = ("Museum", "Library", "Theatre", "Hotel", "Tower", "Hospital", "Stadium", "Gallery", "Palace", "Cinema", "School")

# A fact: how the sentence may state it, and how the question may ask for it. {x} is the building.
FACTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "designer": (("was designed by {person}", "was built to plans by {person}", "is the work of the architect {person}"),
                 ("Who designed {x}?", "Who was the architect of {x}?", "Which architect drew the plans of {x}?")),
    "owner": (("belongs to {person}", "is owned by {person}", "is the property of {person}"),
              ("Who owns {x}?", "Who is the owner of {x}?", "To whom does {x} belong?")),
    "opening": (("opened in {year}", "was opened in {year}", "has been open since {year}"),
                ("When did {x} open?", "In which year was {x} opened?", "Since when has {x} been open?")),
    "repair": (("was damaged by fire in {recent}", "lost its roof to a fire in {recent}", "burned in {recent}"),
               ("When did {x} burn?", "In which year was {x} damaged by fire?", "When was there a fire in {x}?")),
    "cost": (("cost {million} million dollars to build", "was built for {million} million dollars"),
             ("How much did {x} cost?", "How much money was spent on building {x}?", "What did it cost to build {x}?")),
    "height": (("is {metres} metres tall", "rises to {metres} metres", "reaches a height of {metres} metres"),
               ("How tall is {x}?", "What is the height of {x}?", "How many metres high is {x}?")),
    "visitors": (("has {thousand},000 visitors a year", "draws {thousand},000 visitors every year"),
                 ("How many people visit {x} each year?", "How many visitors does {x} have in a year?")),
    "manager": (("is run by {person}", "is managed by {person}", "has {person} as its director"),
                ("Who runs {x}?", "Who is in charge of {x}?", "Who is the director of {x}?")),
}
JOINS = ("{x} {one}, {two} and {three}", "{x}, which {one}, {two} and {three}", "{x} {one} and {two}",
         "{x}, which {one}, {two}")
OTHER_BUILDING = 0.3  # of the unanswered questions


def row(rng: Random, label: int, owned: Owned) -> tuple[str, str]:
    """Question and sentence, answered (0) or not (1). The building's name decides who owns them, wherever it stands."""
    name, kind = draw_owned(lambda: (rng.choice(SURNAMES), rng.choice(KINDS)), owned)
    here, elsewhere = rng.sample(CITIES, 2)
    stated = rng.sample(list(FACTS), 3)
    join = rng.choice(JOINS)
    told = stated[:3 if "{three}" in join else 2]
    away = label == UNANSWERED and rng.random() < OTHER_BUILDING
    asked = rng.choice(told if label == ANSWERED or away else [fact for fact in FACTS if fact not in told])
    question = rng.choice(FACTS[asked][1]).format(x=_building(name, kind, here))
    facts = dict(zip(("one", "two", "three"), (_stated(rng, fact) for fact in stated), strict=True))
    return question, sentence(join.format(x=_building(name, kind, elsewhere if away else here), **facts))


def _building(name: str, kind: str, city: str) -> str:
    return f"the {name} {kind} in {city}"


def _stated(rng: Random, fact: str) -> str:
    person = f"{rng.choice(WOMEN if rng.random() < 0.5 else MEN)} {rng.choice(SURNAMES)}"
    return rng.choice(FACTS[fact][0]).format(
        person=person, year=rng.randrange(1820, 1960), recent=rng.randrange(1960, 2020), million=rng.randrange(2, 400),
        metres=rng.randrange(9, 180), thousand=rng.randrange(10, 900))
