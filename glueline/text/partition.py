"""Which split of the built-in set a combination of words belongs to, so that no sentence can stand in two of them.

Every grammar asks `owned` about the words that it leaves alone in all sentences of a row (or about a sentence's whole
meaning), and draws again when they belong elsewhere. A sentence determines its key, a key has one owner: splits share
every word and no sentence. The owner depends on neither the seed nor the number of rows.
"""

import hashlib
import re
from collections.abc import Callable

Owned = Callable[[str], bool]

NOT_TEXT = re.compile(r"[^\w]+")


def normal(text: str) -> str:
    """`text` without case, punctuation and white space between words but one: "It's  FINE." -> "it s fine"."""
    return NOT_TEXT.sub(" ", text.casefold()).strip()


def key_number(key: str) -> int:
    """64 bits of a key's sha256: the same in every process, as `hash` is not."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")


def owned_by(place: str, shares: dict[str, int]) -> Owned:
    """Whether a key belongs to `place`, one of `shares`, which gives each place's part of all keys."""
    names = list(shares)
    low = sum(shares[name] for name in names[:names.index(place)])
    high, total = low + shares[place], sum(shares.values())

    def owned(key: str) -> bool:
        return low <= key_number(key) % total < high

    return owned


def draw_owned(draw: Callable[[], tuple[str, ...]], owned: Owned) -> tuple[str, ...]:
    """The first of `draw`'s combinations that is owned; in a combination the order of words does not count."""
    while True:
        words = draw()
        if owned("|".join(sorted(words))):
            return words
