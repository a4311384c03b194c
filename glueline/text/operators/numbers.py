"""A number that both texts of a pair have, changed in one of them.

Source: numerical edits of hypotheses in the stress tests of Naik et al. 2018, "Stress Test Evaluation for Natural Language
Inference" (arXiv 1806.00692); unanswerable questions by another number or date, Rajpurkar et al. 2018, "Know What You Don't
Know" (arXiv 1806.03822).
"""

import re
from random import Random

from glueline.text.analysis import Sentence
from glueline.text.lexicon import Lexicon
from glueline.text.operators.flips import sides
from glueline.text.operators.row import Edit, Operator, Row
from glueline.text.words import MONTHS

DIGITS = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d{1,4})?")
YEAR = re.compile(r"1[0-9]{3}|20[0-4][0-9]")
YEARS_OFF = (*range(-9, -1), *range(2, 10))
WORDS = dict(zip("""two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety""".split(), (*range(2, 21), *range(30, 91, 10))))
NAMES = {value: word for word, value in WORDS.items()}
# Words beside which another number may be as true.
LOOSE = frozenset("""about almost near approximately around nearly roughly some over under than least most to up below above
until by before since within every or and no any each only one hundred thousand what which these those both - – / :""".split())
# Words that leave a number open wherever they stand in the sentence: "people over the age of 65", "for the past six years".
OPEN = frozenset("over under than least most within past last older younger aged between".split())
ALONE_BEFORE = re.compile(r"(?:^|[\s($£€#])$")
ALONE_BEHIND = re.compile(r"$|[\s%)?;!]|[.,](?:\s|$)")
MONTH_WORDS = frozenset(month.lower() for month in MONTHS) | frozenset(
    "jan. feb. mar. apr. aug. sept. oct. nov. dec. jan feb mar apr aug sept oct nov dec".split())
SHARES = frozenset(("%", "percent", "per"))
DENIALS = frozenset("not n't n’t never no none neither nor without possibly perhaps maybe".split())
DRAWS = 5  # of another number, until one stands in neither text
MARKS_APART = 3  # tokens before a number in which one of them counts


def renumber(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """A number that stands in both texts gets bigger in one of them, or is another year there."""
    for here, there, put in sides(row, rng):
        if "contradiction" in row.labels and any(token.tag == "MD" or token.word in DENIALS for token in here.tokens):
            continue
        if any(token.word in OPEN for token in here.tokens):
            continue
        text = _changed(here, there, rng)
        if text:
            return put(text, "the texts agree on a number or year, and one of them now has another one")
    return None


def _changed(here: Sentence, there: Sentence, rng: Random) -> str | None:
    """The text with one of the numbers that stand once in each changed to one that neither has."""
    mine = _values(here)
    places = [place for place, value in mine.items() if _once(value, mine) and _surely(here, place)]
    other = _values(there) if places else {}
    places = [place for place in places if _once(mine[place], other)]
    if not places:
        return None
    place = rng.choice(places)
    drawn = (_another(here, place, rng) for _ in range(DRAWS))
    new = next((written for written, value in drawn if value not in (*mine.values(), *other.values())), None)
    return here.replaced({place: new}) if new else None


def _values(text: Sentence) -> dict[int, float]:
    """What the numbers among the tokens are worth, by place."""
    found = {}
    for place, token in enumerate(text.tokens):
        if DIGITS.fullmatch(token.text):
            found[place] = float(token.text.replace(",", ""))
        elif token.word in WORDS:
            found[place] = float(WORDS[token.word])
    return found


def _once(value: float, values: dict[int, float]) -> bool:
    return list(values.values()).count(value) == 1


def _surely(text: Sentence, place: int) -> bool:
    """Whether the number stands on its own and says exactly how much, or is a year."""
    token = text.tokens[place]
    near = text.tokens[max(place - MARKS_APART, 0) : place] + text.tokens[place + 1 : place + 2]
    before, behind = text.text[: token.start], text.text[token.stop :]
    return bool(ALONE_BEFORE.search(before) and ALONE_BEHIND.match(behind)) and not any(other.word in LOOSE for other in near)


def _another(text: Sentence, place: int, rng: Random) -> tuple[str, float]:
    """Another number written alike, and its value: a year some years off, another day or share, else a bigger one."""
    token, beside = text.tokens[place], _beside(text, place)
    if YEAR.fullmatch(token.text) and (not token.text.endswith("00") or beside & {"in", "of", "since"}):
        year = int(token.text) + rng.choice(YEARS_OFF)
        return str(year), float(year)
    if token.word in WORDS:
        value = rng.choice([number for number in NAMES if WORDS[token.word] < number <= 3 * WORDS[token.word]] or [100])
        return NAMES.get(value, "a hundred"), float(value)
    whole, _, decimals = token.text.partition(".")
    old = int(whole.replace(",", ""))
    if beside & MONTH_WORDS and old <= 31:
        value = rng.choice([day for day in range(2, 29) if day != old])
    elif beside & SHARES and old < 100:
        value = rng.choice([share for share in range(2, 100) if 5 * abs(share - old) >= old])
    else:
        value = _bigger(old, rng)
    written = f"{value:,}" if "," in whole else str(value)
    return (f"{written}.{decimals}", float(f"{value}.{decimals}")) if decimals else (written, float(value))


def _beside(text: Sentence, place: int) -> set[str]:
    return {text.tokens[other].word for other in (place - 1, place + 1) if 0 <= other < len(text.tokens)}


def _bigger(old: int, rng: Random) -> int:
    """As round as the old one, at most about three times as big, below 100 where that one is: ages and shares stay likely."""
    step = 10 ** (len(str(old)) - len(str(old).rstrip("0"))) if old else 1
    least, most = max(old // step // 5, 1), max(old // step * 2, 3)
    if old < 100:
        most = max(min(most, (99 - old) // step), least)
    return old + step * rng.randint(least, most)


SOURCE = "Naik et al. 2018, arXiv 1806.00692; Rajpurkar et al. 2018, arXiv 1806.03822"
NUMBERS = (
    Operator("numbers", "counterfactual", "flipped", ("mnli", "rte", "qnli", "mrpc", "qqp"), SOURCE, False, renumber),
)
