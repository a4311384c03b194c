"""Slices of a cell's rows: by what their texts hold, by how hard they look, and by what other models make of them.

The article names three families in which its model still fails ("complex reasoning chains", "rare linguistic phenomena",
"ambiguous cases", those on which people disagree) and no way to tell them. Chosen here: two or more kinds of reasoning words in
a pair; a word rarer than one in a million (rare constructions are not told apart); and, since GLUE does not say on what people
disagreed, the quarter of the rows of which the other models are least sure.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from glueline.analysis.phenomena import Phenomena
from glueline.curriculum.difficulty import rate
from glueline.learning.phases import PHASES

RARE = 3.0
FAMILIES = ("multi-step inference", "rare phenomena", "ambiguous")


def textual(rows: Sequence[Phenomena]) -> dict[str, np.ndarray]:
    """By name which rows are in it, bool [rows]; none for slices that such rows cannot be in."""
    words, rarest = (np.array([getattr(row, name) for row in rows], float) for name in ("words", "rarest"))
    found = {
        "short": words <= np.quantile(words, 0.25),
        "long": words >= np.quantile(words, 0.75),
        "rare phenomena": rarest < RARE,
        **{name: np.array([getattr(row, name) for row in rows]) for name in ("negation", "quantifier", "number")},
        **_phases(rows),
    }
    if rows[0].apart is None:
        return found
    apart = np.array([row.apart for row in rows])
    return found | {
        "much overlap": apart <= np.quantile(apart, 0.25),
        "little overlap": apart >= np.quantile(apart, 0.75),
        "multi-step inference": np.array([row.kinds >= 2 for row in rows]),
    }


def _phases(rows: Sequence[Phenomena]) -> dict[str, np.ndarray]:
    """By the textual parts of the curriculum's difficulty, each counting the same, among these rows themselves."""
    measures = {name: np.array([np.nan if getattr(row, name) is None else sign * getattr(row, name) for row in rows], float)
                for name, sign in (("words", 1), ("rarest", -1), ("marks", 1), ("apart", 1))}
    known = {name: values for name, values in measures.items() if not np.isnan(values).any()}
    phase = rate(known, dict.fromkeys(known, 1.0), np.ones(len(rows), bool)).phase
    return {f"phase {number}": phase == number for number in range(1, PHASES + 1)}


def others_of(own: str, scored: Mapping[str, str]) -> list[str]:
    """The models that are others than `own`, of those scored (by name, where they lie): an ensemble is no other to its members,
    nor they to it, and counts for nobody, since those it is made of do."""
    ensembles = {name for name, folder in scored.items() if folder == "teachers"}
    members = {name for name, folder in scored.items() if folder.startswith("teachers/")}
    return sorted(set(scored) - ensembles - {own} - (members if own in ensembles else set()))


def by_others(others: Sequence[str], answers: Mapping[str, np.ndarray],
              sureness: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Slices that need other models: their answers and how sure they are, [rows] each, by model. None without."""
    others = [name for name in others if name in answers]
    if not others:
        return {}
    sure = np.mean([sureness[name] for name in others], axis=0)
    found = {"ambiguous": sure <= np.quantile(sure, 0.25)}
    if len(others) > 1:
        first = answers[others[0]]
        found["others disagree"] = np.any([np.abs(answers[name] - first) > 0.5 for name in others[1:]], axis=0)
    return found
