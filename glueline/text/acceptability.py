"""Sentences for CoLA: ten constructions, each well formed, or ill-formed by a small error."""

from random import Random

from glueline.text.acceptability_words import (
    ADJECTIVES, COMPARED, COUNTED, FEMALE, INTRANSITIVE, LOOKS, MALE, MASSES, MISHAPS, PLACES, STRICT, THINGS, TIMES, VERBS)
from glueline.text.grammar import plural, sentence, third
from glueline.text.partition import Owned, normal


def row(rng: Random, label: int, owned: Owned) -> tuple[str]:
    """A sentence that is acceptable (1) or not (0). Its whole text decides who owns it."""
    while True:
        text = rng.choice(CONSTRUCTIONS)(rng, label == 1)
        if owned(normal(text)):
            return (text,)


def agreement(rng: Random, good: bool) -> str:
    """The verb agrees with its subject, not with the noun before it: "The nurses near the gate *sings"."""
    many, many_near = rng.random() < 0.5, rng.random() < 0.5
    noun, place = _person(rng), rng.choice(PLACES)
    base, _, _, _, objects = rng.choice(VERBS)
    subject, near = (plural(noun) if many else noun), (plural(place) if many_near else place)
    verb = base if many == good else third(base)
    often = rng.choice(("day", "week", "year"))
    return sentence(f"the {subject} near the {near} {verb} the {rng.choice(objects)} every {often}")


def order(rng: Random, good: bool) -> str:
    """Subject, verb, object, and the adjective before its noun."""
    _, past, _, _, objects = rng.choice(VERBS)
    noun, adjective, thing, time = _person(rng), rng.choice(ADJECTIVES), rng.choice(objects), rng.choice(TIMES)
    if good:
        words = f"the {adjective} {noun} {past} the {thing} {time}"
    else:
        words = rng.choice((f"the {adjective} {noun} the {thing} {past} {time}",
                            f"the {noun} {adjective} {past} the {thing} {time}",
                            f"{past} the {thing} the {adjective} {noun} {time}",
                            f"the {adjective} {noun} {past} {thing} the {time}",
                            f"{adjective} the {noun} {past} the {thing} {time}"))
    return sentence(words)


def determiner(rng: Random, good: bool) -> str:
    """A singular count noun needs a determiner: "*Nurse closed the window". The count of "the" does not tell."""
    _, past, _, _, objects = rng.choice(VERBS)
    first, second = ("the ", "the ") if good else rng.choice((("", "the "), ("the ", ""), ("", "")))
    where = _near(rng, 0.3 if good else 0.8)
    return sentence(f"{first}{_person(rng)}{where} {past} {second}{rng.choice(objects)} {rng.choice(TIMES)}")


def auxiliary(rng: Random, good: bool) -> str:
    """Have takes the participle, be the -ing form, modals and do the base form: "*has wrote", "*can writes"."""
    base, past, participle, ing, objects = rng.choice(VERBS)
    helper, right, wrong = rng.choice((
        (("has", "had"), participle, (past, base, ing)),
        (("is", "was"), ing, (past, base, third(base))),
        (("can", "will", "should", "did not"), base, (past, third(base), ing)),
    ))
    verb = right if good else rng.choice(wrong)
    return sentence(f"the {_person(rng)} {rng.choice(helper)} {verb} the {rng.choice(objects)}")


def reflexive(rng: Random, good: bool) -> str:
    """A reflexive agrees with its subject in gender and number: "*The queen blamed himself"."""
    her = rng.random() < 0.5
    noun, many = rng.choice(FEMALE if her else MALE), rng.random() < 0.3
    right = "themselves" if many else "herself" if her else "himself"
    wrong = rng.choice(("himself", "herself")) if many else "himself" if her else "herself"  # not "themselves": in use
    pronoun = right if good else wrong
    return sentence(f"the {plural(noun) if many else noun} {rng.choice(MISHAPS).format(pronoun)} {rng.choice(TIMES)}")


def demonstrative(rng: Random, good: bool) -> str:
    """This and that go with one, these and those with several, and so does the verb: "*These letter was old"."""
    many = rng.random() < 0.5
    thing = rng.choice(THINGS)
    wrong = None if good else rng.randrange(3)
    noun, pointing, verb = (forms[many != (wrong == place)] for place, forms in enumerate((
        (thing, plural(thing)), (("this", "that"), ("these", "those")), ("was", "were"))))
    return sentence(f"{rng.choice(pointing)} {noun} near the {rng.choice(PLACES)} {verb} {rng.choice(LOOKS)}")


def question(rng: Random, good: bool) -> str:
    """Do before the subject, and the base form after it: "*What the nurse did write?"."""
    base, past, _, _, objects = rng.choice(VERBS)
    noun, time, thing = _person(rng), rng.choice(TIMES), rng.choice(objects)
    if good:
        words = rng.choice((f"what did the {noun} {base} {time}", f"when did the {noun} {base} the {thing}",
                            f"why did the {noun} {base} the {thing} {time}"))
    else:
        words = rng.choice((f"what did the {noun} {past} {time}", f"what the {noun} did {base} {time}",
                            f"when {base} the {noun} the {thing}", f"when did {base} the {noun} the {thing}",
                            f"why {past} the {noun} the {thing} {time}", f"why the {noun} did {base} the {thing} {time}"))
    return sentence(words, "?")


def valency(rng: Random, good: bool) -> str:
    """Some verbs take no object and some must have one: "*The nurse slept the letter", "*The nurse described yesterday"."""
    noun, thing, time = _person(rng), rng.choice(THINGS), rng.choice(TIMES)
    where = "" if good else _near(rng, 0.7)  # neither "near" nor the count of "the" tells
    if rng.random() < 0.5:
        return sentence(f"the {noun} {rng.choice(INTRANSITIVE)} {'near ' if good else ''}the {thing}{where} {time}")
    return sentence(f"the {noun}{where} {rng.choice(STRICT)} {f'the {thing} ' if good else ''}{time}")


def comparison(rng: Random, good: bool) -> str:
    """One mark of the comparative, "than" only after it, "the" before a superlative: "*more taller than", "*tall than"."""
    plain, more, most = rng.choice(COMPARED)
    long = more.startswith("more ")
    if rng.random() < 0.25:
        person, the, place = rng.choice(FEMALE + MALE), "the " if good else "", rng.choice(PLACES)
        return sentence(f"the {person} is {the}{most} person near the {place}")
    if good:
        words = rng.choice((f"{more} than", f"much {more} than", f"not as {plain} as", f"as {plain} as"))
    else:
        words = rng.choice((f"{plain} than", f"{most} than", f"as {more} as", f"much {plain} than",
                            f"{plain}er than" if long else f"more {more} than"))
    first, second = rng.sample(FEMALE + MALE, 2)
    return sentence(f"the {first} is {words} the {second}")


def amount(rng: Random, good: bool) -> str:
    """Many and few count, much and little measure: "*much chairs", "*many flour"."""
    counted = rng.random() < 0.5
    noun = plural(rng.choice(COUNTED)) if counted else rng.choice(MASSES)
    words = ("many", "too many", "so many") if counted == good else ("much", "too much", "so much")
    verb = rng.choice(("buy", "need", "want", "order", "find", "bring"))
    return sentence(f"the {_person(rng)} did not {verb} {rng.choice(words)} {noun} {rng.choice(TIMES)}")


def _person(rng: Random) -> str:
    return rng.choice(FEMALE if rng.random() < 0.5 else MALE)


def _near(rng: Random, chance: float) -> str:
    return f" near the {rng.choice(PLACES)}" if rng.random() < chance else ""


CONSTRUCTIONS = (agreement, order, determiner, auxiliary, reflexive, demonstrative, question, valency, comparison, amount)
