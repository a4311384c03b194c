"""The two averages over the leaderboard's cells; each names what is in it and what it lacks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """What an average is over: groups of cells. The cells of one group are averaged first, and count as one."""

    title: str
    says: str
    groups: tuple[tuple[str, ...], ...]

    @property
    def cells(self) -> list[str]:
        return [name for group in self.groups for name in group]


RULES: dict[str, Rule] = {
    "glue": Rule(
        "GLUE's rule", "nine tasks, WNLI in, MNLI-m and MNLI-mm averaged as one task",
        (("cola",), ("sst2",), ("mrpc",), ("stsb",), ("qqp",), ("mnli_m", "mnli_mm"), ("qnli",), ("rte",), ("wnli",))),
    "article": Rule(
        "the article's rule", "MNLI-m and MNLI-mm as two rows, WNLI out",
        (("cola",), ("sst2",), ("mrpc",), ("stsb",), ("qqp",), ("mnli_m",), ("mnli_mm",), ("qnli",), ("rte",))),
}


def average(rule: Rule, scores: dict[str, float | None]) -> dict:
    """The mean of `scores` (by cell; None where empty) under `rule`: its value, the cells in it and the cells missing.

    A group with an empty cell is the mean of those it has; a group with none is left out. No cell at all: value None.
    Example: groups (a), (b, c) with a = 60, b = 80, c empty -> value 70, in [a, b], missing [c], over 2 of 3.
    """
    known = {name: score for name, score in scores.items() if score is not None}
    held = [[known[name] for name in group if name in known] for group in rule.groups]
    means = [sum(group) / len(group) for group in held if group]
    present = [name for name in rule.cells if name in known]
    return {
        "value": round(sum(means) / len(means), 4) if means else None,
        "in": present,
        "missing": [name for name in rule.cells if name not in present],
        "over": len(present),
        "of": len(rule.cells),
    }


def averages(scores: dict[str, float | None]) -> dict[str, dict]:
    """Both averages over `scores`, by the name of their rule."""
    return {name: average(rule, scores) for name, rule in RULES.items()}
