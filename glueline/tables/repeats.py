"""Which texts repeat one another: in the same bytes, or alike but for case, punctuation and white space."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

PURPOSES = ("train", "tune", "validation", "test")


@dataclass(frozen=True)
class Part:
    """One split as it is used: tune apart from the train it was cut from. `symmetric`: its pairs may be swapped."""

    task: str
    split: str
    symmetric: bool

    @property
    def source(self) -> str:
        return "train" if self.split == "tune" else self.split

    @property
    def purpose(self) -> str:
        return self.split.split("_")[0]

    @property
    def learns(self) -> bool:
        return self.purpose in ("train", "tune")


class Text(NamedTuple):
    """What is known of one row: its normalised and exact digest, whether its pair was turned round to compare it."""

    normal: bytes
    part: int
    idx: int
    exact: bytes
    turned: int


class Repeat(NamedTuple):
    """The row `idx` of part `part` repeats the row `other_idx` of part `other`."""

    part: int
    idx: int
    other: int
    other_idx: int
    kind: str


def normalised(text: str) -> str:
    """Compatibility characters, case, punctuation and white space made alike: "Café  No. 5!" -> "café no 5".

    Punctuation becomes white space (else 3.5 would equal 35); a text of nothing else stays as it is.
    """
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).casefold()).strip() or text


def digests(text_a: str, text_b: str | None, symmetric: bool) -> tuple[bytes, bytes, int]:
    """The normalised digest, the exact one, and whether the pair had to be turned to stand in order of its normalised
    texts (always 0 for a symmetric task, where order says nothing). A pair never equals a single sentence."""
    if text_b is None:
        return _digest(normalised(text_a)), _digest(text_a), 0
    pair = [(normalised(text_a), text_a), (normalised(text_b), text_b)]
    normals, exacts = zip(*sorted(pair))
    return _digest("\0".join(normals)), _digest("\0".join(exacts)), int(not symmetric and pair[0][0] > pair[1][0])


def repeats(texts: Iterable[Text], parts: list[Part]) -> Iterator[list[Repeat]]:
    """For each row of one normalised text (sorted by part, idx) what it repeats: the first row of its own part, and, if it
    is there to learn from, of each earlier part; of a test row, which may be learned from without its label, of each earlier
    validation. Order in a pair counts within a task, never between tasks."""
    firsts: dict[int, dict[tuple, int]] = {}
    for text in texts:
        found = []
        for other, first in firsts.items():
            unlabelled = parts[text.part].purpose == "test" and parts[other].purpose == "validation"
            if other == text.part or parts[text.part].learns or unlabelled:
                turned = text.turned if parts[other].task == parts[text.part].task else None
                if (None, turned) in first:
                    kind = "exact" if (text.exact, turned) in first else "normalised"
                    key = text.exact if kind == "exact" else None
                    found.append(Repeat(text.part, text.idx, other, first[key, turned], kind))
        for pair in ((exact, turned) for exact in (text.exact, None) for turned in (text.turned, None)):
            firsts.setdefault(text.part, {}).setdefault(pair, text.idx)
        yield found


def where(part: Part, other: Part) -> str:
    """Between which splits a repeat stands, in words."""
    if part == other:
        return "within split"
    words = " and ".join(sorted((part.purpose, other.purpose), key=PURPOSES.index))
    return words if part.task == other.task else f"between tasks: {words}"


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8"), digest_size=16).digest()
