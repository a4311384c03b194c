"""What a candidate is held against once it is made: known texts, the sentence encoder, the scouts; and its verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Protocol

import numpy as np

from glueline.adversarial.known_texts import KnownTexts
from glueline.learning.embedding import Embedder
from glueline.tables.examples import is_variant
from glueline.text.validity import ACCEPTED, Evidence, Thresholds, verdict

GIVEN = tuple(field.name for field in fields(Evidence))


class Judges(Protocol):
    """Scouts by what they are asked here: `probability` of the label of each row (text_a, text_b, label) of a task, by the
    models that never saw its parent."""

    def probability(self, task: str, parents: Sequence[str], rows: Sequence[dict]) -> np.ndarray: ...


@dataclass(frozen=True)
class Examination:
    """All that decides a verdict. `thresholds`: by operator, or by family where an operator has none of its own."""

    known: KnownTexts
    embedder: Embedder
    judges: Judges
    thresholds: Mapping[str, Thresholds]

    def verdicts(self, parents: Sequence[dict], candidates: Sequence[dict]) -> list[dict]:
        """The candidates of parents of one task and split as rows of ADVERSARIAL, with `parent_judged`; those accepted are
        known texts from now on, held out where their parents are."""
        by_id = {parent["id"]: parent for parent in parents}
        found = [{**row, **self._repeats(row)} for row in candidates]
        asked = [row for row in found if not settled(row)]
        for row, similarity in zip(asked, self._similarities(by_id, asked), strict=True):
            row["similarity"] = float(similarity)
        self._judge(by_id, asked)
        return [self._verdict(row) for row in found]

    def limits(self, row: dict) -> Thresholds:
        """The thresholds of a candidate's operator."""
        own = row["operator"] if row["operator"] in self.thresholds else row["family"]
        return self.thresholds[own]

    def _repeats(self, row: dict) -> dict:
        if row["digests"] is None:
            return {"overlap": None, "repeats": False}
        normal, _, turned = row["digests"]
        overlap, repeats = self.known.repeated(row["task"], normal, turned, row["parent_id"])
        if overlap is not None and is_variant(overlap) and row["split"] != "train":  # of two made for scoring the first counts
            overlap, repeats = None, True
        return {"overlap": overlap, "repeats": repeats}

    def _similarities(self, parents: Mapping[str, dict], rows: Sequence[dict]) -> np.ndarray:
        both = ([(row[text], parents[row["parent_id"]][text]) for text in ("text_a", "text_b")] for row in rows)
        return self.embedder.similarities([(new, old) for new, old in pairs if new and old and new != old] for pairs in both)

    def _judge(self, parents: Mapping[str, dict], rows: Sequence[dict]) -> None:
        """Give the rows `judged` and `parent_judged`: each parent is judged once, by the same models as what was made of it."""
        if not rows:
            return
        names = sorted({row["parent_id"] for row in rows})
        every = [*rows, *(parents[name] for name in names)]
        judged = self.judges.probability(rows[0]["task"], [*(row["parent_id"] for row in rows), *names], every)
        of_parent = dict(zip(names, judged[len(rows):].tolist(), strict=True))
        for row, probability in zip(rows, judged.tolist(), strict=False):
            row["judged"], row["parent_judged"] = probability, of_parent[row["parent_id"]]

    def _verdict(self, row: dict) -> dict:
        """The row with its verdict, after a second look for rows that were accepted since the first."""
        row = row | self._repeats(row)
        row["verdict"] = verdict(Evidence(**{name: row[name] for name in GIVEN if name in row}), self.limits(row))
        if row["verdict"] == ACCEPTED:
            normal, _, turned = row["digests"]
            self.known.note(row["task"], row["id"], row["split"] != "train", normal, turned)
        return row


def settled(row: dict) -> bool:
    """Whether no model need be asked about a candidate."""
    return row["unchanged"] or row["repeats"] or any(row[name] is not None for name in ("failed", "wrong_label", "overlap"))
