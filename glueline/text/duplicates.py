"""Questions for QQP: two wordings of one question, or of two that share nearly all words: the journey back, another
number or means, the opposite end of a comparison, or another thing asked about the same case."""

from random import Random

from glueline.text.duplicates_words import TOPICS
from glueline.text.grammar import number, sentence
from glueline.text.partition import Owned, draw_owned
from glueline.text.words import EUROPE, MONTHS

SLOTS = {
    "n": tuple(number(count) for count in range(2, 10)),
    "means": ("train", "bus", "car", "plane", "coach", "bicycle"),
    "month": MONTHS,
    "job": ("nurse", "teacher", "cook", "plumber", "tailor", "welder", "translator", "dentist", "baker", "gardener",
            "pharmacist"),
}
NEAR_MISSES = (3, 1, 1)  # how often: another question of the topic, the cities exchanged, another value in a slot


def row(rng: Random, label: int, owned: Owned) -> tuple[str, str]:
    """Two questions that ask the same (1) or not (0). The two cities decide who owns them."""
    case = _case(rng, owned)
    topic = rng.choice(TOPICS)
    asked = rng.choice(topic)
    first, second = rng.sample(asked, 2)
    other = case
    if not label:
        second, other = near_miss(rng, topic, asked, second, case)
    texts = [sentence(first.format(**case), ""), sentence(second.format(**other), "")]
    rng.shuffle(texts)
    return texts[0], texts[1]


def near_miss(rng: Random, topic: tuple, asked: tuple, wording: str, case: dict[str, str]) -> tuple[str, dict[str, str]]:
    """Another wording or another case, so that something else is asked."""
    change = rng.choices(range(3), NEAR_MISSES)[0]
    if change == 0:
        return rng.choice(rng.choice([question for question in topic if question != asked])), case
    if change == 1:
        return wording, {**case, "a": case["b"], "b": case["a"]}
    slot = rng.choice([slot for slot in SLOTS if f"{{{slot}}}" in wording])
    return wording, {**case, slot: rng.choice([value for value in SLOTS[slot] if value != case[slot]])}


def _case(rng: Random, owned: Owned) -> dict[str, str]:
    first, second = draw_owned(lambda: tuple(rng.sample(EUROPE, 2)), owned)
    return {"a": first, "b": second, **{slot: rng.choice(values) for slot, values in SLOTS.items()}}
