"""Candidates: what the operators make of parent rows, one at most each, with the evidence that needs no model."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from glueline.glue.tasks import TASKS
from glueline.tables.examples import id_hash, variant_id
from glueline.tables.repeats import digests
from glueline.text.analysis import analyse
from glueline.text.fluency import Bigrams, Scored
from glueline.text.language import is_english
from glueline.text.lexicon import Lexicon
from glueline.text.operators.row import Edit, Operator, Row
from glueline.text.validity import wrong_label

Made = tuple[list[dict], Counter[tuple[str, str]]]  # candidates; how often (what, why or operator) came about


@dataclass(frozen=True)
class Generation:
    """All that decides the candidates of a row. `shares`: of the parents an operator is tried on, by its name; which ones, and
    the random numbers it gets, follow from `seed` and the candidate's id alone."""

    operators: Sequence[Operator]
    shares: Mapping[str, float]
    lexicon: Lexicon
    bigrams: Bigrams
    seed: int

    def ready(self) -> Callable[[Sequence[dict]], Made]:
        """`candidates`, as `glueline.processes.in_order` asks for it in each process."""
        return self.candidates

    def candidates(self, parents: Sequence[dict]) -> Made:
        """The candidates of rows of PREPARED, parent after parent in the order of `operators`, each with the columns of
        ADVERSARIAL that are known by now and `digests`, `unchanged`, `failed`, `wrong_label`.

        Counted are parents ("parents", "all"), those skipped ("skipped", why) and operators tried ("tried", name).
        """
        made: list[dict] = []
        counts = Counter({("parents", "all"): len(parents)})
        for parent in parents:
            why = unfit(parent)
            if why:
                counts["skipped", why] += 1
            else:
                made += self._of_parent(parent, counts)
        return made, counts

    def drawn(self, parent: dict, operator: str) -> int | None:
        """The seed of an operator on a row; None where the row is not among its share."""
        seed = id_hash(self.seed, variant_id(parent["id"], operator))
        return seed if seed < self.shares.get(operator, 0.0) * 2**64 else None

    def before(self, parent: dict) -> "Before":
        """What is known of a parent."""
        texts = parent["text_a"], parent["text_b"]
        scored = tuple(None if text is None else self.bigrams.scored(text) for text in texts)
        return Before(parent, digests(*texts, TASKS[parent["task"]].symmetric), scored)

    def candidate(self, before: "Before", edit: Edit, named: Mapping[str, str | None]) -> dict:
        """What an edit makes of a row. `named`: its operator, and the columns that follow from that alone."""
        parent, task = before.parent, TASKS[before.parent["task"]]
        new = digests(edit.text_a, edit.text_b, task.symmetric)
        return blank(parent, named) | {
            "text_a": edit.text_a, "text_b": edit.text_b, "label": float(edit.label), "rule": edit.rule,
            "digests": new, "unchanged": (new[0], new[2]) == (before.digests[0], before.digests[2]),
            "wrong_label": wrong_label(edit.label, parent["label"], str(named["label_effect"]), task.labels),
            "fluency": self._fluency(before, edit),
        }  # fmt: skip

    def _fluency(self, before: "Before", edit: Edit) -> float:
        """The change of the text that lost most, of those that changed."""
        old = before.parent["text_a"], before.parent["text_b"]
        changed = [(scored, new) for scored, text, new in zip(before.scored, old, (edit.text_a, edit.text_b)) if new != text]
        return min((self.bigrams.change(scored, new) for scored, new in changed if scored is not None and new is not None),
                   default=0.0)

    def _of_parent(self, parent: dict, counts: Counter[tuple[str, str]]) -> Iterator[dict]:
        serving = [operator for operator in self.operators if parent["task"] in operator.tasks]
        tried = [(operator, seed) for operator in serving if (seed := self.drawn(parent, operator.name)) is not None]
        row, before = None, self.before(parent)
        for operator, seed in tried:
            counts["tried", operator.name] += 1
            named = {"operator": operator.name, "family": operator.family, "label_effect": operator.effect,
                     "lexicon": self.lexicon.name if operator.lexical else None}
            try:
                row = row or analysed(parent)
                edit = operator.edit(row, Random(seed), self.lexicon)
                if edit is not None:
                    yield self.candidate(before, edit, named)
            except Exception as error:  # a fault on one sentence must not end the run; the gate judges how many there may be
                yield blank(parent, named) | {"failed": message(error)}


@dataclass(frozen=True)
class Before:
    """A parent, its digests and its texts' words: the same for all that is made of it."""

    parent: dict
    digests: tuple[bytes, bytes, int]
    scored: tuple[Scored | None, ...]


def blank(parent: dict, named: Mapping[str, str | None]) -> dict:
    """A candidate of which nothing is known but what it was to be made of, and by what."""
    identity = {"id": variant_id(parent["id"], str(named["operator"])), "parent_id": parent["id"]}
    known = {key: parent[key] for key in ("task", "split")}
    return {**dict.fromkeys(("text_a", "text_b", "label", "rule", "digests", "failed", "wrong_label", "fluency")),
            **identity, **known, **named, "unchanged": False}


def unfit(parent: dict) -> str | None:
    """Why a row cannot be a parent, None where it can."""
    texts = [text for text in (parent["text_a"], parent["text_b"]) if text is not None]
    if parent["label"] is None:
        return "no label"
    if not texts or any(not text.strip() for text in texts):
        return "empty"
    return None if all(map(is_english, texts)) else "not English"


def analysed(parent: dict) -> Row:
    """A row of PREPARED as operators read it."""
    second = None if parent["text_b"] is None else analyse(parent["text_b"])
    return Row(parent["id"], parent["task"], analyse(parent["text_a"]), second, parent["label"], TASKS[parent["task"]].labels)


def message(error: Exception) -> str:
    """An error in one line of at most 200 characters."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:200]
