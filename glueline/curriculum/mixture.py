"""Which generated rows a teacher sees beside the natural ones: accepted ones, made of rows that it sees too."""

from array import array
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import numpy as np

from glueline.refusal import Refused
from glueline.tables.examples import id_hash, id_order
from glueline.tables.parquet import read_rows
from glueline.text.validity import ACCEPTED

AS_PARENTS = "linguistic"  # the family whose rows are as hard as their parents
FAMILIES = (AS_PARENTS, "counterfactual", "targeted")


@dataclass(frozen=True)
class Mixture:
    """Generated rows among the others: at most `share` for each natural train row of their task, of these families; their loss
    counts `weight` times. Raises Refused on values that make no sense."""

    share: float
    weight: float
    families: tuple[str, ...]

    def __post_init__(self) -> None:
        for key, value in (("share", self.share), ("weight", self.weight)):
            if not (isfinite(value) and value >= 0):
                raise Refused(f"params.yaml: order: adversarial: {key}: {value}: must be at least 0")
        for family in sorted(set(self.families) - set(FAMILIES)):
            known = ", ".join(FAMILIES)
            raise Refused(f"params.yaml: order: adversarial: families: {family}: no such family; known are {known}")

    def drawn(self, path: Path, place: str, parents: np.ndarray, others: np.ndarray, seed: int) -> np.ndarray:
        """Where in a table ADVERSARIAL the rows lie that are drawn, by the lowest hashes of their ids: int64, ascending.

        `place`: task and split in the ids of prepared rows; `parents`: their sorted idx where the teacher sees them; `others`:
        sorted idx of those it does not. Raises Refused on an accepted row whose parent is among neither, and on a missing
        table."""
        at_most = int(round(self.share * len(parents), 6))  # 0.29 * 100 is a little less than 29
        if not at_most or not self.families:
            return np.zeros(0, np.int64)
        if not path.exists():
            raise Refused(f"{path}: missing; add the task to perturb's, or let order's adversarial share be 0")
        places, hashes = array("q"), array("Q")
        for number, row in enumerate(read_rows(path, ["id", "parent_id", "family", "verdict"])):
            if row["verdict"] == ACCEPTED:
                seen = _has(parents, place, row["parent_id"])
                if not seen and not _has(others, place, row["parent_id"]):
                    parent = f"its parent {row['parent_id']} is not among the prepared rows"
                    raise Refused(f"{path}: {row['id']}: {parent}; run `dvc repro perturb`")
                if seen and row["family"] in self.families:
                    places.append(number)
                    hashes.append(id_hash(seed, row["id"]))
        lowest = np.argsort(np.array(hashes, np.uint64), kind="stable")[:at_most]
        return np.sort(np.array(places, np.int64)[lowest])


def _has(idx: np.ndarray, place: str, identity: str) -> bool:
    """Whether a row of `place` is among those of these idx."""
    at = int(np.searchsorted(idx, id_order(identity)[2]))
    return at < len(idx) and identity == f"{place}/{idx[at]}"
