"""How kind or unkind a word is, by TextBlob's lexicon of subjective adjectives (pattern.en; De Smedt and Daelemans 2012)."""

from functools import lru_cache

from textblob.en import sentiment

from glueline.text.inflection import KEPT


@lru_cache(maxsize=KEPT)
def polarity(word: str) -> float:
    """From -1 to 1; 0 for a word that the lexicon does not know."""
    if word not in sentiment:
        return 0.0
    return float(sentiment[word][None][0])
