"""Words replaced so that one scout errs, found by gradients: at most PASSES times forward and backward a row.

The gain of a replacement is first-order: the loss's gradient at a word's embedding times the step to the new word's (Ebrahimi
et al. 2018, "HotFlip", arXiv 1712.06751, section 4). A word of several pieces counts with the mean of their embeddings.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

import numpy as np
import torch

from glueline.learning.batches import cut_by_budget
from glueline.learning.gains import Spot, best_changes
from glueline.learning.scouting import Scouts
from glueline.learning.slopes import Slopes, slopes

PASSES = 3       # the last of them forward alone: it tells what the second change came to
CHARACTERS = 4   # of a token, about, by which rows are brought together


@dataclass(frozen=True)
class Attacker:
    """A kind of attack. `rule`: why the label is thought to hold. `hardest_first`: change the word that the answer hangs on
    most, however little is gained there; else whatever gains most."""

    name: str
    source: str
    rule: str
    hardest_first: bool


GRADIENT = Attacker(
    "gradient", "Ebrahimi et al. 2018, arXiv 1712.06751",
    "one or two words gave way to others in the same form that lie near them among the target's word embeddings", False)
IMPORTANCE = Attacker(
    "importance", "Jin et al. 2020, arXiv 1907.11932; importance by gradient in place of deletion",
    "the one or two words that the target's answer hangs on most gave way to synonyms in the same form", True)
ATTACKERS = (GRADIENT, IMPORTANCE)


class Attack(NamedTuple):
    """A row as it was changed, by which `operator` (an Attacker's name), and what it did to the loss of the model whose weights
    have the sha256 `target`."""

    parent_id: str
    text_a: str
    text_b: str | None
    loss_before: float
    loss_after: float
    operator: str
    target: str


class Substitutes(Protocol):
    """The replacements that are allowed: for each word its first character, the one behind its last, and the words that may
    take its place; and the text in which one has."""

    def choices(self, text: str) -> Sequence[tuple[int, int, tuple[str, ...]]]: ...
    def replaced(self, text: str, start: int, word: str) -> str: ...


@dataclass(frozen=True)
class Version:
    """A row's texts, and the loss once it is known. `changed`: in which text and from where to where a word was replaced."""

    texts: tuple[str, str | None]
    changed: tuple[int, int, int] | None = None
    loss: float = 0.0


def targeted(scouts: Scouts, task: str, rows: Sequence[dict], attacker: Attacker, substitutes: Substitutes) -> Iterator[Attack]:
    """Attack rows of PREPARED, of one task, each on the model that never saw it: in their order those in which a word was
    replaced, in the version of the highest loss of those tried, though it may be below the parent's.

    Left alone are rows that the model gets wrong as they are. Makes no random choice; losses move by the encoder's precision
    with the rows that come together.
    """
    folds = scouts.attacked(task, [row["id"] for row in rows])
    tried = [[Version((row["text_a"], row["text_b"]))] for row in rows]
    alive = list(range(len(rows)))
    for turn in range(PASSES):
        last, going_on = turn == PASSES - 1, []
        for batch in _batches(scouts, tried, np.array(alive, np.int64)):
            labels = torch.tensor([rows[at]["label"] for at in batch], dtype=torch.float32)
            now = [tried[at][-1] for at in batch]
            found = slopes(scouts, task, [version.texts for version in now], labels, torch.from_numpy(folds[batch]), not last)
            for at, version, loss in zip(batch, now, found.losses, strict=True):
                tried[at][-1] = replace(version, loss=float(loss))
            changed = {} if last else _changed(scouts, attacker, substitutes, found, now)
            for at, version in changed.items():
                tried[batch[at]].append(version)
                going_on.append(int(batch[at]))
        alive = sorted(going_on)
    for row, fold, (first, *others) in zip(rows, folds, tried, strict=True):
        if others:
            best = max(others, key=lambda version: version.loss)
            yield Attack(row["id"], *best.texts, first.loss, best.loss, attacker.name, scouts.hashes[task][fold])


def _batches(scouts: Scouts, tried: Sequence[Sequence[Version]], alive: np.ndarray) -> list[np.ndarray]:
    """The rows that go on, in batches of about one length."""
    lengths = np.array([sum(len(text or "") for text in versions[-1].texts) // CHARACTERS for versions in tried])
    return cut_by_budget(alive[np.argsort(lengths[alive], kind="stable")], lengths, scouts.reader.reading.batch_tokens)


def _changed(
    scouts: Scouts, attacker: Attacker, substitutes: Substitutes, found: Slopes, now: Sequence[Version]
) -> dict[int, Version]:
    """The next version of each row of a batch that the model still gets right, where a word of it can be replaced."""
    spots = [Spot(at, side, *choice) for at, version in enumerate(now) if found.right[at]
             for side, text in enumerate(version.texts) if text is not None
             for choice in substitutes.choices(text) if not _overlaps(version.changed, side, choice)]
    embeddings = scouts.reader.encoder.embeddings.words.weight.detach().cpu()
    made = {}
    for at, (spot, word) in best_changes(found, spots, scouts.reader.tokenizer, embeddings, attacker.hardest_first).items():
        text_a, text_b = now[at].texts
        before = text_b if spot.text else text_a
        assert before is not None, "a spot lies in a text"
        after = substitutes.replaced(before, spot.start, word)
        if after != before:
            made[at] = Version((text_a, after) if spot.text else (after, text_b), (spot.text, *difference(before, after)))
    return made


def difference(before: str, after: str) -> tuple[int, int]:
    """From where to where the second text differs from the first.

    >>> difference("a big dog", "an enormous dog")
    (1, 11)
    """
    start = _alike(before, after)
    return start, len(after) - _alike(before[start:][::-1], after[start:][::-1])


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common from the start."""
    return next((at for at, (mine, its) in enumerate(zip(one, other, strict=False)) if mine != its), min(len(one), len(other)))


def _overlaps(changed: tuple[int, int, int] | None, side: int, choice: tuple[int, int, tuple[str, ...]]) -> bool:
    return changed is not None and changed[0] == side and choice[0] < changed[2] and choice[1] > changed[1]
