"""What it takes to reproduce a results table, and what of it is given.

The items are those of Pineau et al. 2021, "Improving Reproducibility in Machine Learning Research" (arXiv 2003.12206, the
checklist), and Dodge et al. 2019, "Show Your Work" (arXiv 1909.03004), as far as they bear on a benchmark table.
"""

from collections import Counter
from dataclasses import dataclass

from glueline.claims.findings import Finding, Section
from glueline.refusal import Refused

STATES = ("yes", "partly", "no")
ITEMS = {
    "code": "code that runs, at a named version",
    "weights": "the trained weights",
    "predictions": "predictions on the scored rows, or a leaderboard submission that can be looked up",
    "split": "whether figures are of validation or test",
    "metrics": "which metric each figure is (MRPC, QQP and STS-B have two)",
    "average": "the rule of the average",
    "seeds": "seeds",
    "runs": "number of runs behind each figure: best, mean or single, and their spread",
    "selection": "how settings and checkpoints were chosen, and on what",
    "hyperparameters": "all hyper-parameters",
    "architecture": "the model, so that its parameters can be counted",
    "pretraining": "what it was trained on before, and intermediate tasks",
    "data": "training data and what was left out or added",
    "ensemble": "members of an ensemble, if there is one",
    "hardware": "hardware",
    "time": "time or steps of training",
    "compute": "compute, in FLOPs or device hours, and what was counted",
    "software": "versions of software",
    "baseline": "where the previous best figures come from",
}
METHOD = "The items of the usual checklists (arXiv 2003.12206, 1909.03004) against what the source gives."


@dataclass(frozen=True)
class Given:
    """Whether an item is given (yes, partly, no), and a word on it."""

    state: str
    note: str = ""


def refuse_unknown_items(given: dict[str, Given], name: str) -> None:
    """Raise Refused where an item or its state is not one of those here."""
    for item, one in given.items():
        if item not in ITEMS:
            raise Refused(f"{name}: given.{item}: unknown item; known are {', '.join(ITEMS)}")
        if one.state not in STATES:
            raise Refused(f"{name}: given.{item}.state: {one.state!r} is none of {', '.join(STATES)}")


def checklist(given: dict[str, Given]) -> Section:
    """One line an item. Its verdicts are given, partly and missing: they are no claims, and count among none."""
    words = {"yes": "given", "partly": "partly", "no": "missing"}
    findings = tuple(Finding(what, words[given.get(item, Given("no")).state], given.get(item, Given("no")).note)
                     for item, what in ITEMS.items())
    counts = Counter(finding.verdict for finding in findings)
    headline = f"Of {len(ITEMS)} things needed {counts['given']} are given, {counts['partly']} partly, {counts['missing']} not."
    return Section("missing", "What is missing to reproduce it", METHOD, headline, findings)
