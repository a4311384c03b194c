"""People and weekdays renamed alike in both texts of a row.

Source: Ribeiro et al. 2020, "CheckList" (arXiv 2005.04118), invariance under a change of names; the same name in both texts, as
in Balasubramanian et al. 2020, "What's in a Name?" (arXiv 2007.06897). A row says the same of whom it is about, whoever that
is, as long as each name stays one name and two names stay two.
"""

import re
from random import Random

from glueline.text.analysis import Sentence
from glueline.text.lexicon import Lexicon
from glueline.text.operators.kept import alike, texts
from glueline.text.operators.row import Edit, Operator, Row
from glueline.text.person_names import FEMALE, MALE
from glueline.text.words import MEN, SURNAMES, WOMEN

TASKS = ("cola", "mrpc", "stsb", "qqp", "mnli", "qnli", "rte", "wnli")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
CALENDAR = frozenset("saturday sunday weekend weekday week tomorrow yesterday today".split())  # tied to certain weekdays
TITLES = frozenset("""miss sir lady lord mr. mrs. ms. dr. mr mrs ms dr president senator sen. gov. governor judge justice
    minister professor""".split())
NOT_SURNAMES = frozenset("""university college school hospital county street avenue park center centre inc inc. corp corp. co
    co. company foundation institute church award prize bank group river lake island city town bay hotel house hall day airport
    museum library news times post online radio press arbor marietta and i ii iii iv v vi vii viii jr jr.""".split())
KNOWN_TO_ALL = frozenset("""jesus christ bible biblical god prophet apostle saint st. pope king queen prince princess
    emperor empress tsar great gospel testament islam christian christians""".split())  # such people are nobody else
RULE = "whoever it is about, the texts say the same: each name was changed alike everywhere"


def renaming(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """Every person with a common first name under another one of the same sex, surnames with them; where there is none, the
    weekdays moved on alike."""
    sentences = texts(row)
    mapping = _people(sentences, rng) or _days(sentences, rng)
    return alike(row, mapping, RULE) if mapping else None


def _people(sentences: list[Sentence], rng: Random) -> dict[str, str]:
    """Old to new name of each person, {} where there is none, or a name is something else's too or a household word."""
    taken = {token.text for sentence in sentences for token in sentence.tokens}
    places = [(sentence, number) for sentence in sentences for number, token in enumerate(sentence.tokens)
              if token.text in FEMALE or token.text in MALE]
    firsts = {sentence.tokens[number].text for sentence, number in places}
    surnames = {sentence.tokens[number + 1].text for sentence, number in places if _capital(sentence, number + 1)}
    titled = {sentence.tokens[number].text for sentence, number in places  # "Miss Howard"
              if number and sentence.tokens[number - 1].word in TITLES and not _capital(sentence, number + 1)}
    doubtful = firsts & surnames or not all(_is_person(sentence, number) for sentence, number in places)
    if doubtful or _short_forms(firsts) or {word.lower() for word in taken} & KNOWN_TO_ALL:
        return {}
    mapping: dict[str, str] = {}
    for name in [*sorted(firsts), *sorted(surnames)]:
        pool = SURNAMES if name in surnames | titled else WOMEN if name in FEMALE else MEN
        mapping[name] = rng.choice([new for new in pool if new not in taken])
        taken.add(mapping[name])
    return mapping


def _short_forms(firsts: set[str]) -> bool:
    """Whether two of the names may be one person's: "Steve" and "Steven"."""
    return any(one != other and one[:3] == other[:3] for one in firsts for other in firsts)


def _is_person(sentence: Sentence, number: int) -> bool:
    """Whether the first name stands alone or before one surname, and behind neither an article nor another name."""
    tokens, last = sentence.tokens, number + _capital(sentence, number + 1)
    before = tokens[number - 1] if number else None
    if before and (before.word in ("the", "a", "an", "this", "that") or _in_a_name(sentence, number - 1)):
        return False
    after = tokens[last + 1].text if last + 1 < len(tokens) else ""
    goes_on = after[:1].isupper() or after[:1].isdigit() or after in ("&", "-", "'", "’")  # the last two: "James' house"
    return not goes_on and not (last > number and tokens[last].word in NOT_SURNAMES)


def _in_a_name(sentence: Sentence, number: int) -> bool:
    """Whether the word has a capital that is neither a title's nor that of the sentence which it opens."""
    token = sentence.tokens[number]
    opens = number == 0 or sentence.tokens[number - 1].text in (".", "?", "!", '"', "``", ":")
    return token.text[:1].isupper() and token.word not in TITLES and not (opens and token.tag not in ("NNP", "NNPS"))


def _capital(sentence: Sentence, number: int) -> bool:
    text = sentence.tokens[number].text if number < len(sentence.tokens) else ""
    return text[:1].isupper() and text.isalpha()


def _days(sentences: list[Sentence], rng: Random) -> dict[str, str]:
    """Each weekday under the one so many workdays on, {} where the row has none, or what belongs to a certain one."""
    tokens = [token for sentence in sentences for token in sentence.tokens]
    words = {token.word for token in tokens}
    dated = any(re.fullmatch(r"[1-9]|[12]\d|3[01]", token.text) for token in tokens)
    if dated or words & CALENDAR or not any(day.lower() in words for day in WEEKDAYS):
        return {}
    shift = rng.randrange(1, len(WEEKDAYS))
    return {day: WEEKDAYS[(place + shift) % len(WEEKDAYS)] for place, day in enumerate(WEEKDAYS)}


RENAMING = Operator("renaming", "linguistic", "kept", TASKS, "CheckList, Ribeiro et al. 2020 (arXiv 2005.04118)", False,
                    renaming)
