"""Film criticism for SST-2: a clause's sentiment is its adjective's, turned round by negation; of two clauses that are at
odds the main one, or the one after "but", decides."""

from random import Random

from glueline.text.grammar import article, sentence
from glueline.text.partition import Owned, normal

NEGATIVE, POSITIVE = range(2)

ASPECTS = ("plot", "script", "acting", "ending", "dialogue", "soundtrack", "camera work", "pacing", "humour", "story",
           "cast", "direction", "editing", "love story", "finale", "opening scene", "lead performance", "villain",
           "costume design", "narration", "first half", "second act", "chase", "dream sequence", "supporting cast")
FILMS = ("film", "comedy", "drama", "thriller", "documentary", "sequel", "remake", "western", "romance", "debut",
         "adaptation", "satire", "biopic", "road movie", "fairy tale")
ADJECTIVES = (
    tuple("""dull boring clumsy lifeless bland tedious shallow hollow stale predictable lazy awful dreadful terrible dismal
    wooden sluggish muddled tiresome pointless forgettable annoying irritating incoherent dreary feeble sloppy contrived flat
    weak pretentious silly cheesy laughable grating charmless unfunny soulless messy confusing lame trite banal vapid
    monotonous uninspired unconvincing amateurish mediocre disappointing frustrating overlong bloated tacky crude shoddy
    insipid plodding inept ludicrous tasteless joyless listless murky unbearable""".split()),
    tuple("""superb moving witty gripping charming brilliant delightful fresh clever touching funny graceful
    inventive thrilling elegant warm beautiful stunning lovely excellent wonderful masterful heartfelt absorbing
    engaging sharp subtle vivid powerful compelling hilarious original poignant enchanting impressive memorable
    sparkling captivating intelligent satisfying entertaining refreshing believable convincing rewarding admirable
    splendid marvellous magnificent terrific enjoyable exciting fascinating polished imaginative lively joyful
    spirited uplifting inspired""".split()),
)
PLAIN = {
    "aspect": ("the {aspect} is {adjective}", "the {aspect} feels {adjective}", "the {aspect} proves {adjective}",
               "I found the {aspect} {adjective}"),
    "film": ("it is {adjective} {film}", "this is {adjective} {film}", "the result is {adjective} {film}"),
}
DENIED = {
    "aspect": ("the {aspect} is not {adjective}", "the {aspect} never feels {adjective}",
               "the {aspect} is far from {adjective}", "the {aspect} is anything but {adjective}",
               "nobody could call the {aspect} {adjective}"),
    "film": ("it is hardly {adjective} {film}", "this is not {adjective} {film}", "it is by no means {adjective} {film}"),
}
DENIED_SHARE = 0.3  # of the clauses
# {main} is the clause that decides.
CONTRASTS = ("{other}, but {main}", "although {other}, {main}", "{main}, even though {other}",
             "{other}; all the same, {main}", "while {other}, {main}", "{main}, although {other}")
AGREEMENTS = ("{other}, and {main}", "{other}; besides, {main}", "{main}, and {other}")
OPENINGS = ("", "", "", "in the end, ", "for once, ", "to be fair, ", "as so often, ", "on the whole, ")


def row(rng: Random, label: int, owned: Owned) -> tuple[str]:
    """A sentence with this sentiment. Its whole text decides who owns it."""
    while True:
        text = sentence(rng.choice(OPENINGS) + rng.choice((_single, _single, _agreement, _contrast))(rng, label))
        if owned(normal(text)):
            return (text,)


def clause(rng: Random, sentiment: int, subject: str) -> str:
    """A clause with this sentiment about an aspect or the whole film: a plain one, or one that denies the opposite."""
    denied = rng.random() < DENIED_SHARE
    adjective = rng.choice(ADJECTIVES[1 - sentiment if denied else sentiment])
    wordings = DENIED if denied else PLAIN
    if subject in FILMS:
        return rng.choice(wordings["film"]).format(film=subject, adjective=article(adjective))
    return rng.choice(wordings["aspect"]).format(aspect=subject, adjective=adjective)


def _subjects(rng: Random) -> list[str]:
    """What two clauses speak of: two aspects, or an aspect and the film."""
    one, two = rng.sample(ASPECTS, 2)
    return rng.choice(([one, two], [one, rng.choice(FILMS)], [rng.choice(FILMS), one]))


def _single(rng: Random, label: int) -> str:
    return clause(rng, label, _subjects(rng)[0])


def _agreement(rng: Random, label: int) -> str:
    one, two = _subjects(rng)
    return rng.choice(AGREEMENTS).format(main=clause(rng, label, one), other=clause(rng, label, two))


def _contrast(rng: Random, label: int) -> str:
    one, two = _subjects(rng)
    return rng.choice(CONTRASTS).format(main=clause(rng, label, one), other=clause(rng, 1 - label, two))
