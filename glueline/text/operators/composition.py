"""Film criticism whose sentiment is turned round: its verdict denied, its words exchanged, or all of it overruled.

Source: the composition of sentiment under negation and "but", Socher et al. 2013, "Recursive Deep Models for Semantic
Compositionality Over a Sentiment Treebank" (EMNLP), on which SST-2 rests; counterfactual edits of reviews, Kaushik et al. 2020
(arXiv 1909.12434); sentiment of others against the writer's own, Ribeiro et al. 2020 (arXiv 2005.04118).
"""

from random import Random

from glueline.text.analysis import Token
from glueline.text.articles import with_articles
from glueline.text.lexicon import Lexicon
from glueline.text.operators.flips import with_a
from glueline.text.operators.predicate import BE
from glueline.text.operators.row import Edit, Operator, Row
from glueline.text.operators.verdicts import CHARGED, CONTRASTS, NEUTRAL, PLAIN, TURNS, VERDICTS

SHORT = 12  # tokens of a row whose verdict words are surely its verdict
QUOTED = 20  # tokens of a row that a later clause surely overrules
DENIALS = ("anything but", "far from", "by no means")  # the last does not make much of the opposite of something bad
LINKING = BE | frozenset("'s ’s feels seems looks remains sounds proves".split())
PURE = frozenset("""really truly extremely wholly entirely completely visually emotionally deeply thoroughly utterly
simply""".split())  # adverbs that go with good and bad alike
ONSET = frozenset("DT PRP PRP$ NN NNS NNP NNPS JJ JJS RB RBS VBZ VBD VBP EX CD VBG VBN MD".split())  # how a text begins
LEFT_OPEN = frozenset("CC DT IN TO POS , RB PRP$".split())  # and does not end, by tags
PHRASE = frozenset("DT JJ JJS RB RBS NN NNS CC ,".split())  # tags of a phrase without a verb


def contrast(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """The whole row as what others say, then a verdict of the other sentiment."""
    tokens = row.a.tokens
    if row.label_name not in ("negative", "positive") or not 1 < len(tokens) <= QUOTED or "``" in row.a.text:
        return None
    if not any(token.word in VERDICTS[int(row.label)] for token in tokens) or _broken(tokens):
        return None
    one, two = rng.sample(PLAIN[_other(row)], 2)
    text = rng.choice(CONTRASTS).format(x=row.a.text.strip().rstrip(".,;:!- "), a=one, b=two)
    if row.a.text[:1].isupper():
        text = text[:1].upper() + text[1:]
    end = " " if row.a.text.endswith(" ") else ""
    return with_a(row, text + end, "the clause after the contrast is the writer's own verdict, and of the other sentiment")


def exchange(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """Each of the row's verdict words gives way to one of the other sentiment: an antonym, or a plain one."""
    places = _verdict(row)
    if any(_colours(token, VERDICTS[int(row.label)]) for token in row.a.tokens):
        return None
    changes: dict[int, str] = {}
    for place in places:
        token = row.a.tokens[place]
        antonyms = [word for word in lexicon.antonyms(token.word, "adjective") if word in VERDICTS[_other(row)]]
        fresh = [word for word in PLAIN[_other(row)] if word not in changes.values()]
        changes[place] = rng.choice(antonyms or fresh)
    if not changes:
        return None
    text = row.a.replaced(with_articles(row.a, changes))
    return with_a(row, text, "every word that passed the verdict now passes the opposite one")


def deny(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """The phrase that passes the verdict denied: "a dull film" -> "anything but a dull film"."""
    tokens = row.a.tokens
    if not _verdict(row):
        return None
    link = next((place for place, token in enumerate(tokens) if token.word in LINKING and token.tag != "POS"), None)
    start = 0 if link is None else link + 1
    end = len(tokens) - 1 if tokens[-1].tag == "." else len(tokens)
    if not _phrase(tokens[start:end]) or not set(_verdict(row)) <= set(range(start, end)):
        return None
    denial = rng.choice(DENIALS if row.label_name == "positive" else DENIALS[:-1])
    return with_a(row, row.a.inserted(start, denial), "the only verdict of the text is denied")


def _other(row: Row) -> int:
    """The number of the other sentiment."""
    return 1 - int(row.label)


def _verdict(row: Row) -> list[int]:
    """Where the words are that pass the row's verdict; none in a long row, none beside words of the other kind or words
    that may turn them round."""
    tokens = row.a.tokens
    if row.label_name not in ("negative", "positive") or len(tokens) > SHORT:
        return []
    words = [token.word for token in tokens]
    if any(word in TURNS or word in VERDICTS[_other(row)] for word in words):
        return []
    places = [place for place, token in enumerate(tokens) if token.word in VERDICTS[int(row.label)]]
    return places if all(_describes(tokens, place) for place in places) else []


def _describes(tokens: tuple[Token, ...], place: int) -> bool:
    """Whether the word stands as an adjective does: not "a sense of fun"."""
    tag, after = tokens[place].tag, tokens[place + 1].tag if place + 1 < len(tokens) else ""
    before = tokens[place - 1] if place else None
    noun = tag == "NN" and after not in ("NN", "NNS") and not (before is None or before.word in LINKING or before.tag == "RB")
    return tag in ("JJ", "JJS", "VBG", "VBN", "NN") and not noun


def _colours(token: Token, own: frozenset[str]) -> bool:
    """Whether the word may say good or bad too, though it is none of the row's own verdict words."""
    adverb = token.tag == "RB" and token.word.endswith("ly") and token.word not in PURE
    quality = token.tag in ("JJ", "JJS", "VBG", "VBN") and token.word not in (*own, *NEUTRAL)
    return token.word in CHARGED or token.word == "as" or adverb or quality


def _phrase(tokens: tuple[Token, ...]) -> bool:
    """Whether these are one phrase of adjectives, or one that "a" or "an" opens."""
    if not tokens or tokens[0].tag in ("CC", ",") or any(token.tag not in PHRASE for token in tokens):
        return False
    if tokens[-1].tag not in ("NN", "NNS", "JJ") or any(token.tag == "RB" and token.word[-2:] != "ly" for token in tokens):
        return False
    if tokens[-1].tag == "JJ":
        return not any(token.tag in ("NN", "NNS", "DT") for token in tokens)
    return tokens[0].word in ("a", "an")


def _broken(tokens: tuple[Token, ...]) -> bool:
    """Whether the text is a piece that begins or ends in the middle of a phrase."""
    return tokens[0].tag not in ONSET or tokens[0].text[0] == "'" or tokens[-1].tag in LEFT_OPEN


SOURCE = "Socher et al. 2013 (EMNLP); Kaushik et al. 2020, arXiv 1909.12434; Ribeiro et al. 2020, arXiv 2005.04118"
COMPOSITION = (
    Operator("contrast", "counterfactual", "flipped", ("sst2",), SOURCE, False, contrast),
    Operator("verdict", "counterfactual", "flipped", ("sst2",), SOURCE, True, exchange),
    Operator("reversal", "counterfactual", "flipped", ("sst2",), SOURCE, False, deny),
)
