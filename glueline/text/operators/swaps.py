"""A name that both texts of a pair have, exchanged in one of them.

Source: entity swaps in the unanswerable questions of Rajpurkar et al. 2018, "Know What You Don't Know" (arXiv 1806.03822);
names exchanged in paraphrases, Zhang et al. 2019, "PAWS: Paraphrase Adversaries from Word Scrambling" (arXiv 1904.01130).
"""

from random import Random

from glueline.text.analysis import Sentence
from glueline.text.articles import with_articles
from glueline.text.lexicon import Lexicon
from glueline.text.operators.flips import sides
from glueline.text.operators.kinds import KIND_OF
from glueline.text.operators.row import Edit, Operator, Row


def exchange(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """A name of one text that the other has too becomes another name of its kind, one that neither has."""
    for here, there, put in sides(row, rng):
        text = _exchanged(here, there, rng)
        if text:
            return put(text, "one text speaks of another person, place, time or thing than the other")
    return None


def _exchanged(here: Sentence, there: Sentence, rng: Random) -> str | None:
    mine = [token.text for token in here.tokens]
    theirs = {token.text for token in there.tokens}
    places = [place for place, name in enumerate(mine)
              if name in KIND_OF and name in theirs and mine.count(name) == 1 and _alone(here, place)]
    if not places:
        return None
    place = rng.choice(places)
    others = [name for name in KIND_OF[mine[place]] if name not in mine and name not in theirs]
    return here.replaced(with_articles(here, {place: rng.choice(others)})) if others else None


def _alone(text: Sentence, place: int) -> bool:
    """Whether the name is no part of a longer one."""
    return all(not text.tokens[other].text[:1].isupper() for other in (place - 1, place + 1) if 0 < other < len(text.tokens))


SOURCE = "Rajpurkar et al. 2018, arXiv 1806.03822; Zhang et al. 2019, arXiv 1904.01130"
SWAPS = (
    Operator("entities", "counterfactual", "flipped", ("rte", "qnli", "mrpc", "qqp"), SOURCE, False, exchange),
)
