"""The domains of the inference tasks: MNLI's matched splits, RTE and AX speak of one, MNLI's mismatched splits of the other.

A chain is a pair whose first member is a kind of its second: every surgeon is a doctor. No two chains of a domain overlap.
"""

from dataclasses import dataclass

from glueline.text.words import CITIES, MEN, WOMEN


@dataclass(frozen=True)
class Domain:
    """`groups`: noun chains in the plural; `acts`: verb phrase chains, each phrase as (base form, past);
    `details`: what narrows an act down; `scales`: subjects, then the synonyms at one end and at the other, with a middle
    between them."""

    names: tuple[str, ...]
    places: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]
    acts: tuple[tuple[tuple[str, str], tuple[str, str]], ...]
    details: tuple[str, ...]
    scales: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...]


def _acts(text: str) -> tuple[tuple[tuple[str, str], tuple[str, str]], ...]:
    """Read lines such as "buy/bought a violin | buy/bought an instrument"."""
    chains = (line.split("|") for line in text.strip().splitlines())
    return tuple((_phrase(narrow), _phrase(wide)) for narrow, wide in chains)


def _phrase(text: str) -> tuple[str, str]:
    verb, rest = text.strip().split(" ", 1)
    base, past = verb.split("/")
    return f"{base} {rest}", f"{past} {rest}"


def _groups(text: str) -> tuple[tuple[str, str], ...]:
    chains = (pair.strip().split("/") for pair in text.split(","))
    return tuple((narrow, wide) for narrow, wide in chains)


def _scales(text: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...]:
    """Read lines such as "hotel, flight | cheap, inexpensive | expensive, costly"."""
    scales = (line.split("|") for line in text.strip().splitlines())
    return tuple((_words(subjects), _words(one_end), _words(other_end)) for subjects, one_end, other_end in scales)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(","))


MATCHED = Domain(
    names=WOMEN[::2] + MEN[::2],
    places=CITIES,
    groups=_groups("""surgeons/doctors, violinists/musicians, plumbers/workmen, novelists/writers, bakers/shopkeepers,
        professors/teachers, sculptors/artists, lorry drivers/drivers, medical students/students, tax lawyers/lawyers,
        grandmothers/women, waiters/restaurant workers, sports reporters/journalists, bank managers/managers"""),
    acts=_acts("""
buy/bought a violin | buy/bought a musical instrument
repair/repaired a bicycle | repair/repaired a vehicle
order/ordered fish soup | order/ordered soup
wear/wore a raincoat | wear/wore a coat
read/read a detective novel | read/read a book
learn/learned Spanish | learn/learned a foreign language
cook/cooked potatoes | cook/cooked vegetables
sell/sold a gold ring | sell/sold a piece of jewellery
plant/planted roses | plant/planted flowers
rent/rented a small flat | rent/rented a place to live
lose/lost a leather wallet | lose/lost a wallet
visit/visited the art museum | visit/visited a museum
travel/travelled by night train | travel/travelled by train
pay/paid in cash for lunch | pay/paid for lunch"""),
    details=("on Monday", "in the morning", "before the meeting", "during the holidays", "after work", "last winter"),
    scales=_scales("""
hotel, restaurant, concert hall | cheap, inexpensive | expensive, costly
library, café, old town | quiet, peaceful | noisy, loud
flat, office, car park | big, large | small
market, beach, main square | crowded, full of people | deserted, empty of people
mayor, judge, head teacher | old, elderly | young
landlord, banker, shop owner | rich, wealthy | poor
entrance exam, driving test, job interview | difficult, hard | easy, simple
bus service, post office, taxi service | fast, quick | slow
harbour road, footbridge, cycle path | wide, broad | narrow"""))

MISMATCHED = Domain(
    names=WOMEN[1::2] + MEN[1::2],
    places=tuple(f"the {name} {kind}" for kind in ("valley", "forest", "reserve") for name in
        """Alder Amber Arrow Birch Bramble Cedar Clay Copper Coral Crow Eagle Falcon Fern Flint Fox Granite Hazel Heron
        Ivory Juniper Larch Lynx Maple Moss Oak Otter Pebble Pine Raven Rowan Salmon Silver Thistle Willow""".split()),
    groups=_groups("""sparrows/birds, wolves/predators, spaniels/dogs, lizards/reptiles, ants/insects, beavers/rodents,
        geologists/scientists, marathon runners/athletes, goats/farm animals, tree frogs/amphibians,
        mountain guides/guides"""),
    acts=_acts("""
cross/crossed the river | cross/crossed the water
eat/ate wild cherries | eat/ate fruit
sleep/slept under an oak | sleep/slept under a tree
climb/climbed over a fallen pine | climb/climbed over a fallen tree
shelter/sheltered from the hail | shelter/sheltered from the weather
run/ran towards the lake | move/moved towards the lake
follow/followed a narrow trail | follow/followed a trail
hide/hid in a hollow log | hide/hid in a log
avoid/avoided the hungry bears | avoid/avoided the bears
find/found a mushroom under the leaves | find/found something under the leaves
damage/damaged a young maple | damage/damaged a plant"""),
    details=("at dawn", "after the rain", "during the drought", "before sunset", "in early spring", "on a foggy day"),
    scales=_scales("""
stream, waterfall, marsh | wide, broad | narrow
cave, bird hide, cabin | dark, dim | bright, well lit
oldest oak, deer herd, beaver dam | huge, enormous | tiny, minute
night watch, rescue team, drone | quick, fast | slow
weather report, guided walk, bird count | long, lengthy | short, brief
highest peak, lookout tower, camp | near, close by | distant, far away"""))
