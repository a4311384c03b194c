"""Business news for MRPC: two wordings of one event, or of two events that differ in one thing: who did it to whom, a
number, the place, the day, or whether it happened. Both kinds are reworded alike: words do not give them away."""

from dataclasses import dataclass, replace
from random import Random

from glueline.text.grammar import number, sentence
from glueline.text.partition import Owned, draw_owned
from glueline.text.words import CITIES, DAYS, SURNAMES

TRADES = tuple("Foods Bank Motors Airlines Press Steel Energy Hotels Insurance Textiles Software Shipping".split())


def _wordings(event: str) -> tuple[tuple[str, str], ...]:
    halves = (line.split("|") for line in event.strip().splitlines())
    return tuple((happened.strip(), denied.strip()) for happened, denied in halves)


# Wordings of one event and of its denial; {s} does it to {o}, {n} is a number.
EVENTS = tuple(_wordings(event) for event in """
{s} sued {o} over {n} unpaid bills | {s} did not sue {o} over {n} unpaid bills
{s} took {o} to court over {n} unpaid bills | {s} did not take {o} to court over {n} unpaid bills
{o} was sued by {s} over {n} unpaid bills | {o} was not sued by {s} over {n} unpaid bills
{o} was taken to court by {s} because of {n} unpaid bills | {o} was not taken to court by {s} because of {n} unpaid bills

{s} lent {o} {n} million dollars | {s} did not lend {o} {n} million dollars
{s} made a loan of {n} million dollars to {o} | {s} did not make a loan of {n} million dollars to {o}
{o} borrowed {n} million dollars from {s} | {o} did not borrow {n} million dollars from {s}
{o} received a loan of {n} million dollars from {s} | {o} did not receive a loan of {n} million dollars from {s}

{s} sold {n} lorries to {o} | {s} did not sell {n} lorries to {o}
{o} bought {n} lorries from {s} | {o} did not buy {n} lorries from {s}
{o} was sold {n} lorries by {s} | {o} was not sold {n} lorries by {s}
{o} acquired {n} trucks from {s} | {o} did not acquire {n} trucks from {s}

{s} warned {o} about {n} faulty machines | {s} did not warn {o} about {n} faulty machines
{s} alerted {o} to {n} defective machines | {s} did not alert {o} to {n} defective machines
{o} was warned by {s} about {n} faulty machines | {o} was not warned by {s} about {n} faulty machines
{o} received a warning from {s} about {n} defective machines | {o} received no warning from {s} about {n} defective machines

{s} accused {o} of copying {n} designs | {s} did not accuse {o} of copying {n} designs
{s} claimed that {o} had copied {n} designs | {s} did not claim that {o} had copied {n} designs
{o} was accused by {s} of copying {n} designs | {o} was not accused by {s} of copying {n} designs
{o} was said by {s} to have copied {n} designs | {o} was not said by {s} to have copied {n} designs

{s} hired {n} engineers away from {o} | {s} did not hire {n} engineers away from {o}
{s} recruited {n} engineers from {o} | {s} did not recruit {n} engineers from {o}
{o} lost {n} engineers to {s} | {o} did not lose {n} engineers to {s}
{o} saw {n} engineers leave for {s} | {o} did not see {n} engineers leave for {s}
""".strip().split("\n\n"))


HAPPENED_SHARE = 0.75  # of the first sentences; the others deny their event


@dataclass(frozen=True)
class Event:
    """What happened: the meaning of a sentence."""

    wordings: tuple[tuple[str, str], ...]
    doer: str
    other: str
    count: int
    city: str
    day: str
    happened: bool


def row(rng: Random, label: int, owned: Owned) -> tuple[str, str]:
    """Two sentences that are equivalent (1) or not (0). The two companies decide who owns them."""
    doer, other = draw_owned(lambda: tuple(f"{name} {rng.choice(TRADES)}" for name in rng.sample(SURNAMES, 2)), owned)
    event = Event(rng.choice(EVENTS), doer, other, count=rng.randrange(3, 90), city=rng.choice(CITIES), day=rng.choice(DAYS),
                  happened=rng.random() < HAPPENED_SHARE)
    second = event if label else near_miss(rng, event)
    one, two = rng.sample(range(len(event.wordings)), 2)
    texts = [wording(rng, event, one), wording(rng, second, two)]
    rng.shuffle(texts)
    return texts[0], texts[1]


def near_miss(rng: Random, event: Event) -> Event:
    """The event with one thing changed."""
    change = rng.randrange(5)
    if change == 0:
        return replace(event, doer=event.other, other=event.doer)
    if change == 1:
        return replace(event, count=rng.choice([count for count in range(3, 90) if count != event.count]))
    if change == 2:
        return replace(event, city=rng.choice([city for city in CITIES if city != event.city]))
    if change == 3:
        return replace(event, day=rng.choice([day for day in DAYS if day != event.day]))
    return replace(event, happened=not event.happened)


def wording(rng: Random, event: Event, which: int) -> str:
    """The event in its wording number `which`, with its place and day in one of three orders."""
    said = event.wordings[which][0 if event.happened else 1]
    core = said.format(s=event.doer, o=event.other, n=number(event.count))
    place, day = f"in {event.city}", f"on {event.day}"
    return sentence(rng.choice((f"{core} {place} {day}", f"{day}, {core} {place}", f"{place}, {core} {day}")))
