"""How fluent a text is, by counted pairs of words: no language model is at hand where the candidates are made.

The measure is the mean over a text's words of log10 S(word | the word before), S being stupid backoff (Brants et al. 2007,
"Large language models in machine translation", section 4: relative frequency of the pair where it was seen, else BACKOFF
times the score of the word alone). Words that were not counted back off once more, to their frequency in wordfreq (Speer
2022, doi 10.5281/zenodo.7199437). Only the change against the text it was made from is used: on its own the measure says
little more than how common the words are.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from math import log10
from typing import NamedTuple

import numpy as np
from wordfreq import get_frequency_dict

BACKOFF = 0.4
UNLISTED = 1e-9  # frequency of a word that nobody knows; wordfreq's list ends at 1e-8
PAIRS_AT_MOST = 1_000_000  # kept: 16 bytes each
TEXTS_AT_A_TIME = 4096
START, NUMBER = "<start>", "<number>"
WORD = re.compile(r"n['’]t\b|['’]\w+|\w+?(?=n['’]t\b)|\w+")


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, clitics on their own whether a space stands before them or not, numbers all alike,
    marks left out.

    >>> words_of("Don't pay $5, it 's 3.50!")
    ['do', "n't", 'pay', '<number>', 'it', "'s", '<number>', '<number>']
    """
    found = (word.replace("’", "'") for word in WORD.findall(text.lower()))
    return [NUMBER if word[0].isdigit() else word for word in found]


class Scored(NamedTuple):
    """The words of a text and log10 S of each."""

    words: list[str]
    logs: list[float]


@dataclass(frozen=True)
class Bigrams:
    """Counted words and pairs. `numbers`: of the words, START among them; `words` [V]: how often each was seen; `pairs` [P]:
    first number << 32 | second number, ascending; `counts` [P]: how often each pair was."""

    numbers: dict[str, int]
    words: np.ndarray
    pairs: np.ndarray
    counts: np.ndarray
    total: int  # words seen, without START

    def scored(self, text: str) -> Scored:
        """The text word by word."""
        words = words_of(text)
        return Scored(words, self._logs(START, words))

    def change(self, before: Scored, text: str) -> float:
        """The mean over the words of a text less that of the one it was made from; a text without words has 0. What both begin
        and end with is not looked up again."""
        words, old = words_of(text), before.words
        least = min(len(words), len(old))
        head = next((at for at in range(least) if words[at] != old[at]), least)
        tail = next((at for at in range(least - head) if words[-1 - at] != old[-1 - at]), least - head)
        stop = min(len(words) - tail + 1, len(words))  # the first word of the tail has another one before it
        middle = self._logs(words[head - 1] if head else START, words[head:stop])
        logs = [*before.logs[:head], *middle, *before.logs[len(old) - (len(words) - stop):]]
        return _mean(logs) - _mean(before.logs)

    def _logs(self, first: str, words: Sequence[str]) -> list[float]:
        """log10 S of each word, `first` before them."""
        numbers = [self.numbers.get(word, -1) for word in (first, *words)]
        keys = np.array([one << 32 | two if one >= 0 <= two else -1 for one, two in pairwise(numbers)], np.int64)
        places = np.searchsorted(self.pairs, keys).clip(max=max(len(self.pairs) - 1, 0))
        seen = np.where(self.pairs[places] == keys, self.counts[places], 0).tolist() if len(self.pairs) else [0] * len(keys)
        return [log10(count / self.words[before]) if count else log10(BACKOFF * self._alone(word, number))
                for word, number, before, count in zip(words, numbers[1:], numbers, seen, strict=False)]

    def _alone(self, word: str, number: int) -> float:
        if number >= 0:
            return int(self.words[number]) / self.total
        return BACKOFF * get_frequency_dict("en", wordlist="best").get(word, UNLISTED)


def count(texts: Iterable[str], pairs_at_most: int = PAIRS_AT_MOST) -> Bigrams:
    """Count the words and pairs of texts, a number of texts at a time. Where more than `pairs_at_most` different pairs are
    held, the rarest go."""
    numbers = {START: 0}
    words: Counter[int] = Counter()
    pairs, counts = np.zeros(0, np.int64), np.zeros(0, np.int64)
    texts = iter(texts)
    while batch := [words_of(text) for text in islice(texts, TEXTS_AT_A_TIME)]:
        numbered = [[0, *(numbers.setdefault(word, len(numbers)) for word in text)] for text in batch]
        words.update(number for text in numbered for number in text)
        keys = np.array([first << 32 | second for text in numbered for first, second in pairwise(text)], np.int64)
        pairs, counts = _rarest_gone(*_merged(pairs, counts, keys), pairs_at_most)
    held = np.array([words[number] for number in range(len(numbers))], np.int64)
    return Bigrams(numbers, held, pairs, counts, int(held[1:].sum()))


def _mean(logs: Sequence[float]) -> float:
    return sum(logs) / len(logs) if logs else 0.0


def _merged(pairs: np.ndarray, counts: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Counted pairs, and further ones as they came."""
    new, times = np.unique(keys, return_counts=True)
    merged, places = np.unique(np.concatenate([pairs, new]), return_inverse=True)
    return merged, np.bincount(places, np.concatenate([counts, times]), len(merged)).astype(np.int64)


def _rarest_gone(pairs: np.ndarray, counts: np.ndarray, at_most: int) -> tuple[np.ndarray, np.ndarray]:
    rarest = 1
    while len(pairs) > at_most:
        pairs, counts = pairs[counts > rarest], counts[counts > rarest]
        rarest += 1
    return pairs, counts
