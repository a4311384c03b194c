"""What is known of a candidate, and the verdict that follows from it: accepted, or the first reason why not.

Most automatically made adversarial rows are invalid, about 90 % by the count of Wang et al. 2021 (AdvGLUE, arXiv 2111.02840,
section 3): they change the meaning without the label, or no longer read as text.
"""

from dataclasses import dataclass

ACCEPTED = "accepted"
FAILED = "failed"  # the operator raised an error; its message follows
BELIEVED = 0.5     # probability from which judges believe a label


@dataclass(frozen=True)
class Thresholds:
    """What a candidate must reach. `similarity`: at least, a cosine; `fluency`: the change at least, mean log10 a word;
    `judged`: the probability of its label at least, where its parent's was BELIEVED. They are low where an operator does what
    they measure by design: typing errors are not fluent, and an attack is what its judge gets wrong."""

    similarity: float
    fluency: float
    judged: float


@dataclass(frozen=True)
class Evidence:
    """What a verdict rests on. `overlap`: the held-out row whose text it repeats; `repeats`: whether it repeats a row to learn
    from, or one accepted before; None: not asked for, and then no reason against it.

    `similarity`: the lower cosine of its texts to those they were made from, by a sentence encoder; `fluency`: as
    `glueline.text.fluency` has it; `judged`: the probability of its label by scouts that never saw the parent; `parent_judged`:
    what they give to the parent's. Scouts that were wrong before the edit are no witnesses against it.
    """

    failed: str | None = None
    unchanged: bool = False
    wrong_label: str | None = None
    overlap: str | None = None
    repeats: bool = False
    similarity: float | None = None
    fluency: float | None = None
    judged: float | None = None
    parent_judged: float | None = None


def verdict(found: Evidence, limits: Thresholds) -> str:
    """ACCEPTED, or the first reason against a candidate in a few words."""
    reasons = (
        (found.failed is not None, f"{FAILED}: {found.failed}"),
        (found.unchanged, "unchanged"),
        (found.wrong_label is not None, found.wrong_label),
        (found.overlap is not None, "repeats a held-out row"),
        (found.repeats, "repeats another row"),
        (_below(found.fluency, limits.fluency), "not fluent"),
        (_below(found.similarity, limits.similarity), "too far from its parent"),
        (_below(found.judged, limits.judged) and not _below(found.parent_judged, BELIEVED), "label contradicted"),
    )
    return next((str(reason) for applies, reason in reasons if applies), ACCEPTED)


def reason_of(verdict: str) -> str:
    """A verdict without the message that is its own.

    >>> reason_of("failed: KeyError: 'x'"), reason_of("not fluent")
    ('failed', 'not fluent')
    """
    return FAILED if verdict.startswith(f"{FAILED}: ") else verdict


def wrong_label(label: float, parent: float, effect: str, labels: tuple[str, ...]) -> str | None:
    """What is wrong with a candidate's label, None where nothing is: it must be one of the task's (from 0 to 5 for a graded
    one), and its parent's where the operator's effect is "kept", another where it is "flipped"."""
    known = label in range(len(labels)) if labels else 0 <= label <= 5
    if not known:
        return "no such label"
    if (label == parent) != (effect == "kept"):
        return "label not kept" if effect == "kept" else "label not flipped"
    return None


def _below(value: float | None, limit: float) -> bool:
    return value is not None and not value >= limit  # not a number is no evidence for it
