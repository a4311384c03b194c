"""Slips of the fingers, and words as they are often misspelt.

Source: Belinkov and Bisk 2018, "Synthetic and Natural Noise Both Break Neural Machine Translation" (arXiv 1711.02173): swaps,
keyboard neighbours and natural misspellings; Pruthi et al. 2019 (arXiv 1905.11268) for leaving a word's ends alone.
Serves no task whose label is acceptability.
"""

from collections.abc import Callable
from random import Random

from glueline.text.analysis import Token
from glueline.text.frequency import zipf
from glueline.text.inflection import known
from glueline.text.lexicon import Lexicon
from glueline.text.misspellings import misspelt
from glueline.text.operators.kept import kept, texts
from glueline.text.operators.row import Edit, Operator, Row

TASKS = ("sst2", "mrpc", "stsb", "qqp", "mnli", "qnli", "rte", "wnli")
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
SHIFT = (0.0, 0.25, 0.75)  # of each row of keys to the right, in keys
EVERY = 10     # words to a slip
AT_MOST = 3
SHORTEST = 5   # letters of a word that stays readable with a slip
REAL = 3.0     # zipf frequency from which a slip would be read as another word
KEYS = {key: (place + shift, height) for height, (row, shift) in enumerate(zip(ROWS, SHIFT)) for place, key in enumerate(row)}
NEIGHBOURS = {key: "".join(other for other, (x_2, y_2) in KEYS.items()
                           if other != key and abs(x - x_2) <= 1 and abs(y - y_2) <= 1) for key, (x, y) in KEYS.items()}


def typing(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """A slip in one word of ten, at most three: two letters swapped, one struck beside its key, left out or struck twice."""
    return _noisy(row, rng, lambda word: slip(word, rng), "a slip of the fingers that can be read leaves the meaning as it was")


def spelling(row: Row, rng: Random, lexicon: Lexicon) -> Edit | None:
    """One word of ten, at most three, as it is often misspelt."""
    return _noisy(row, rng, misspelt, "a common misspelling that can be read leaves the meaning as it was")


def slip(word: str, rng: Random) -> str:
    """The word with one slip between its first and its last letter: "wonderful" -> "wodnerful"."""
    at = rng.randrange(1, len(word) - 2)
    letter, after = word[at], word[at + 1]
    return word[:at] + rng.choice((
        after + letter + word[at + 2 :],
        rng.choice(NEIGHBOURS.get(letter, letter)) + word[at + 1 :],
        word[at + 1 :],
        2 * letter + word[at + 1 :],
    ))


def _noisy(row: Row, rng: Random, noise: Callable[[str], str | None], rule: str) -> Edit | None:
    """The row with noise in some of its words, where that leaves no other word of English."""
    sentences = texts(row)
    places = [(side, number) for side, sentence in enumerate(sentences) for number, token in enumerate(sentence.tokens)
              if len(token.text) >= SHORTEST and _readable(token, number == 0)]
    rng.shuffle(places)
    wanted = min(AT_MOST, 1 + sum(len(sentence.tokens) for sentence in sentences) // EVERY)
    changes: list[dict[int, str]] = [{} for _ in sentences]
    for side, number in places:
        if sum(map(len, changes)) == wanted:
            break
        word = sentences[side].tokens[number].word
        new = noise(word)
        if new and new != word and not known(new) and zipf(new) < REAL:
            changes[side][number] = new
    new_texts = [sentence.replaced(change) for sentence, change in zip(sentences, changes)]
    return kept(row, new_texts[0], new_texts[1] if row.b else None, rule)


def _readable(token: Token, opens: bool) -> bool:
    """Whether it is a common word and no name: those are read over a slip. `opens`: it may have a capital all the same."""
    plain = token.text.isalpha() and token.text.isascii() and token.tag not in ("NNP", "NNPS", "CD")
    return plain and (token.text.islower() or (opens and token.text.istitle())) and zipf(token.word) >= REAL


SOURCE = "Belinkov and Bisk 2018 (arXiv 1711.02173)"
TYPING = Operator("typing", "linguistic", "kept", TASKS, SOURCE, False, typing)
SPELLING = Operator("spelling", "linguistic", "kept", TASKS, SOURCE, False, spelling)
