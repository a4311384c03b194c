"""A word that both texts of a pair have, turned into its opposite in one of them.

Source: antonymy in the stress tests of Naik et al. 2018, "Stress Test Evaluation for Natural Language Inference" (arXiv
1806.00692) and in the unanswerable questions of Rajpurkar et al. 2018, "Know What You Don't Know" (arXiv 1806.03822).
"""

from random import Random

from glueline.text.analysis import Sentence, Token
from glueline.text.articles import with_articles
from glueline.text.frequency import zipf
from glueline.text.inflection import inflected, lemma
from glueline.text.lexicon import Lexicon, pos_of
from glueline.text.operators.flips import sides
from glueline.text.operators.predicate import FINITE, NOT, auxiliary
from glueline.text.operators.row import Edit, Operator, Row

CLOSED = {"before": "after", "after": "before", "above": "below", "below": "above", "inside": "outside", "outside": "inside",
          "more than": "less than", "less than": "more than", "fewer than": "more than",
          "over": "under", "under": "over"}  # bounds, and the last two, before a number only
COMMON = 3.3  # Zipf frequency of an opposite at least: rarer ones are mostly odd
# Words whose antonym in a lexicon is one of another use of them, or leaves most sentences true.
UNFIT = frozenset("""able act activity actual annual asset attack avoid back balance basic civil civilian clean come common
complete conventional cool cooperation cover day direct divide down due even ever evil external few fill former forward front
function future gather general generally go gross heavy here idle ignore independent individual intelligence interest internal
international joint just justice know late latter leader let lie light likely little live local loose manage many mean mental
middle military miss much multiple national native natural net neutral never night nuclear official other past peripheral
physical plaintiff positive potential presence present pull push question real refrain refuse regular relative right rough rush
safety same security separate serious set side simple single sleep sound specific specifically spread stand stay sterile
stimulate strange such sudden suffer sure there top unable unlikely up vocal walk warm welcome well whole wild work""".split())
OPEN = frozenset("never no none nobody nothing neither nor without if whether any anything hardly".split())  # words of no claim
MEASURED = frozenset("how so as too that this year years months feet inches meters miles km cm old more most less".split())
# Words whose own antonym fits few of their uses ("old scores", "domestic violence", "left the school"), but not the other way.
NOT_TURNED = frozenset("last old fresh lose leave sell sister domestic calculate".split())
POSSIBLE = frozenset(("may", "might", "can", "could"))  # one may, and may not
PARTICLES = frozenset(("up", "down", "out", "off", "over"))
COMPLEMENT = frozenset("RB DT PRP$ JJ JJR JJS VB VBN VBG NN NNS".split())
MODIFIED = frozenset("NN NNS NNP NNPS JJ VBG CD".split())


def oppose(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """A word of one text that the other has too becomes its antonym."""
    for here, there, put in sides(row, rng):
        places = _predicate(here) if "contradiction" in row.labels else range(len(here.tokens))
        text = _opposed(here, there, rng, lexicon, places)
        if text:
            return put(text, "one text has the opposite of a word on which they agreed")
    return None


def _predicate(text: Sentence) -> range:
    """The places of the first finite verb and of what it says of its subject: "is a quiet old town". An opposite elsewhere need
    not contradict: "a young man sang" and "an old man sang" may both be true."""
    tokens = text.tokens
    verb = next((place for place, token in enumerate(tokens) if token.tag in FINITE), None)
    if verb is None or tokens[0].word == "there" or tokens[verb].word in POSSIBLE:
        return range(0)
    stop = verb + 1
    while auxiliary(tokens, verb) and stop < len(tokens) and tokens[stop].tag in COMPLEMENT:
        stop += 1
    return range(verb, stop)


def _opposed(here: Sentence, there: Sentence, rng: Random, lexicon: Lexicon, places: range) -> str | None:
    """One of the words at these places that stand in both texts changed here to an opposite that neither has."""
    if any(token.word in NOT or token.word in OPEN for token in here.tokens) or _either(here):
        return None
    found = [(place, *change) for place in places for change in _changes(here, place, lexicon)]
    if not found:
        return None
    mine, theirs = [_lemma(token) for token in here.tokens], {_lemma(token) for token in there.tokens}
    fits = [(place, form) for place, base, form in found
            if mine[place] in theirs and mine.count(mine[place]) == 1 and base not in theirs
            and not any(word.endswith(base) for word in mine if word != mine[place])]  # "firemen and women"
    return here.replaced(with_articles(here, dict([rng.choice(fits)]))) if fits else None


def _changes(text: Sentence, place: int, lexicon: Lexicon) -> list[tuple[str, str]]:
    """The opposites of a word, each with the form that it takes here."""
    token = text.tokens[place]
    closed = _closed(text, place)
    if closed:
        return [(closed, closed)]
    words = _opposites(_lemma(token), token.tag, lexicon) if _plain(text.tokens, place) else []
    return [(word, form) for word in words for form in [inflected(word, token.text, token.tag)] if form]


def _either(text: Sentence) -> bool:
    """Whether it is a question that asks the same with the opposite word: "is it possible?", "which is better, A or B?"."""
    tokens = text.tokens
    if not tokens or tokens[-1].text != "?":
        return False
    opens = any(token.tag in FINITE and (place == 0 or tokens[place - 1].text in (",", ":", ".", ";", "?"))
                for place, token in enumerate(tokens))
    return opens or any(token.word in ("or", "vs", "vs.", "versus", "between", "fight") for token in tokens)


def _lemma(token: Token) -> str:
    return lemma(token.text, token.tag)


def _closed(text: Sentence, place: int) -> str | None:
    """The opposite of a preposition or of a bound, where it surely is one: "more than 40", "after the war"."""
    token, after = text.tokens[place], text.tokens[place + 1 : place + 2]
    if not after:
        return None
    if token.word in ("over", "under"):  # "sued over six bills" is no bound
        bound = place and text.tokens[place - 1].tag[:2] in ("IN", "VB", "RB")
        return CLOSED[token.word] if bound and after[0].tag == "CD" else None
    if token.tag == "IN":
        return CLOSED.get(token.word) if after[0].tag in ("DT", "PRP$", "NNP", "CD") else None
    behind = text.tokens[place + 2 : place + 3]
    pair = CLOSED.get(f"{token.word} {after[0].word}")
    return pair.split()[0] if pair and behind and (behind[0].tag == "CD" or behind[0].word in ("half", "a")) else None


def _plain(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether the word is used for its meaning: no part of a name, no name of a dimension ("how old", "two years old"), no
    adjective in the place of a noun ("the dead"), no part of a longer verb ("ended up", "began to burn")."""
    token = tokens[place]
    before = tokens[place - 1].word if place else ""
    after = tokens[min(place + 1, len(tokens) - 1)]
    if before in MEASURED or (token.text[:1].isupper() and (place or after.tag in ("NNP", "NNPS"))):
        return False
    if (place == 0 and token.tag == "VB") or (before == "to" and token.tag[:2] == "JJ"):  # "Close ties", "to lower it": no such
        return False
    if token.tag[:2] == "VB" and (after.tag in ("TO", "VBG") or after.word in PARTICLES):
        return False
    return after.tag in MODIFIED or not (token.tag == "JJS" or (token.tag == "JJ" and before == "the"))


def _opposites(base: str, tag: str, lexicon: Lexicon) -> list[str]:
    pos = pos_of(tag)
    if pos is None or base in UNFIT or (base in NOT_TURNED and tag not in ("JJR", "JJS")):
        return []
    return [word for word in lexicon.antonyms(base, pos) if word not in UNFIT and zipf(word) >= COMMON]


SOURCE = "Naik et al. 2018, arXiv 1806.00692; Rajpurkar et al. 2018, arXiv 1806.03822"
ANTONYMS = (
    Operator("antonyms", "counterfactual", "flipped", ("mnli", "rte", "wnli", "qnli", "mrpc", "qqp"), SOURCE, True, oppose),
)
