"""Whether a text is English, by how frequent its words are in English and in other languages.

A stated simple measure, not an identifier of languages: the mean log10 frequency of the words, in each language's own word
list (wordfreq: Speer 2022, doi 10.5281/zenodo.7199437), decides. Names and rare words are in no list and say nothing.
"""

import re
from functools import cache
from math import log10

from wordfreq import get_frequency_dict

OTHERS = ("de", "es", "fr", "it", "nl", "pt")
UNLISTED = -7.0  # log10 frequency of a word that a list does not have; the lists end at -6
MARGIN = 0.5  # in log10 a word: by how much another language must explain the words better
PLAIN = -4.0  # log10: no text of another language has words so frequent in English
WORDS_AT_LEAST = 3  # fewer cannot tell: "grand" is a word of many languages
WORD = re.compile(r"[^\W\d_]+")


def is_english(text: str) -> bool:
    """False where most letters are none of a-z, and where another language of OTHERS explains the words (at least
    WORDS_AT_LEAST, and rarer in English than PLAIN) better by MARGIN. A text without letters counts as English.

    >>> is_english("It 's a charming journey ."), is_english("C'est un voyage plein de charme.")
    (True, False)
    """
    words = WORD.findall(text.lower())
    letters = "".join(words)
    if not letters:
        return True
    if 2 * sum("a" <= letter <= "z" for letter in letters) < len(letters):
        return False
    if len(words) < WORDS_AT_LEAST:
        return True
    english = _mean(words, "en")
    return english >= PLAIN or all(_mean(words, language) < english + MARGIN for language in OTHERS)


def _mean(words: list[str], language: str) -> float:
    known = _frequencies(language)
    return sum(known.get(word, UNLISTED) for word in words) / len(words)


@cache
def _frequencies(language: str) -> dict[str, float]:
    """log10 frequency by word."""
    return {word: log10(frequency) for word, frequency in get_frequency_dict(language, wordlist="small").items()}
