"""Whether the heads of related tasks agree on the same rows, once the wider task's answers are mapped to the narrower's."""

import numpy as np

from glueline.glue.label_noise import wilson
from glueline.glue.relations import Relation, matrix, same_label

SAME_FROM = 3.5  # a grade of STS-B that says "the same": half way between 3, "roughly", and 4, "mostly equivalent"
DECIMALS = 4


def mapped(relation: Relation, wide: np.ndarray) -> np.ndarray:
    """What answers of the wide task's head [N], labels or grades, amount to in the narrow task [N], as labels' numbers."""
    same = same_label(relation)
    if same is None:
        return np.array(matrix(relation)).argmax(axis=0)[wide.astype(np.int64)]
    return np.where(wide >= SAME_FROM, same, 1 - same)


def agreement(relation: Relation, narrow: np.ndarray, wide: np.ndarray) -> dict:
    """Both heads' answers to the same rows [N], N > 0 -> {"rows", "share" that agree, "low", "high" (Wilson, 95 %), "kappa"}.

    Kappa (Cohen 1960) is what is left of the share beyond what two such heads would agree by chance; None where they can do
    nothing else."""
    other = mapped(relation, wide)
    share, low_high = float(np.mean(narrow == other)), wilson(int(np.sum(narrow == other)), len(narrow))
    chance = sum(float(np.mean(narrow == label) * np.mean(other == label)) for label in np.unique(narrow))
    low, high = (round(end, DECIMALS) for end in low_high)
    return {"rows": len(narrow), "share": round(share, DECIMALS), "low": low, "high": high,
            "kappa": round((share - chance) / (1 - chance), DECIMALS) if chance < 1 else None}
