"""Words that can take a word's place in its sentence: a lexicon's synonyms in the same form, where the neighbours leave the
word its plain sense."""

from functools import lru_cache

from glueline.text.analysis import Sentence
from glueline.text.doubtful_words import FIXED
from glueline.text.inflection import inflected, lemma
from glueline.text.lexicon import Lexicon, pos_of

OPENS_OBJECT = ("DT", "PRP$", "PRP", "JJ", "NN", "NNS", "NNP", "NNPS", "CD", "PDT")
CLOSES = (".", ",", ":", "CC", "''", ")")


def substitutes(sentence: Sentence, number: int, lexicon: Lexicon) -> tuple[str, ...]:
    """The words, best first, that may replace this token. None for names, words inside compounds and phrasal verbs, and words
    whose usual sense is not a sure guess."""
    token = sentence.tokens[number]
    pos = pos_of(token.tag)
    if pos is None or not token.text.isalpha() or _named(sentence, number) or not FITS[pos](sentence, number):
        return ()
    return _forms(lexicon, token.word, token.tag, pos)


@lru_cache(maxsize=100_000)
def _forms(lexicon: Lexicon, word: str, tag: str, pos: str) -> tuple[str, ...]:
    """The lexicon's synonyms of a word in the word's own form."""
    found = (inflected(other, word, tag) for other in lexicon.synonyms(lemma(word, tag), pos))
    return tuple(form for form in found if form and form != word)


def _named(sentence: Sentence, number: int) -> bool:
    """Whether the word may be (part of) a name or a title: a capital inside the text, or on a noun that opens it."""
    token = sentence.tokens[number]
    return token.text[0].isupper() and (number > 0 or token.tag[0] == "N" or token.text[1:] != token.text[1:].lower())


def _tags(sentence: Sentence, number: int) -> tuple[str, str]:
    """The tags of the neighbours, "" beyond the ends."""
    tokens = sentence.tokens
    return (tokens[number - 1].tag if number else ""), (tokens[number + 1].tag if number + 1 < len(tokens) else "")


def _noun(sentence: Sentence, number: int) -> bool:
    """On its own: not in a compound ("phone company"), nor bare behind a preposition ("by chance")."""
    before, after = _tags(sentence, number)
    bare = before in ("IN", "TO") and sentence.tokens[number].tag == "NN"
    return not (bare or before[:2] == "NN" or after[:2] == "NN" or before == "VBG" or after == "CD")


def _verb(sentence: Sentence, number: int) -> bool:
    """With an object behind it, or with nothing at all; or a passive with what is done by whom or where."""
    before, after = _tags(sentence, number)
    if sentence.tokens[number].tag == "VBN" and before[:2] == "VB":
        return after in CLOSES or after == "" or sentence.tokens[number + 1].word in ("by", "in", "at", "on", "from")
    return before not in ("DT", "JJ", "PRP$", "NN") and (after in OPENS_OBJECT or after in CLOSES or after == "")


def _adjective(sentence: Sentence, number: int) -> bool:
    """Before its noun or behind its verb, with no complement of its own."""
    before, after = _tags(sentence, number)
    if after in ("NN", "NNS"):
        return sentence.tokens[number + 1].word not in FIXED.get(sentence.tokens[number].word, ())
    return before[:2] in ("VB", "RB") and (after in CLOSES or after == "")


def _adverb(sentence: Sentence, number: int) -> bool:
    """Not beside what makes a phrase of it ("as so often", "up to", "not nearly")."""
    so = number > 0 and sentence.tokens[number - 1].word in ("so", "as", "too", "not", "n't", "n’t")
    return not so and _tags(sentence, number)[1] not in ("IN", "RP", "DT")


FITS = {"noun": _noun, "verb": _verb, "adjective": _adjective, "adverb": _adverb}
