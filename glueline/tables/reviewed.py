"""What a person's answers about made rows come to: by operator, and over the rows that were accepted."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from glueline.glue.label_noise import wilson
from glueline.tables.files import file_sha256
from glueline.tables.json_file import write_json
from glueline.tables.parquet import read_rows
from glueline.tables.review_sheet import tables_of
from glueline.text.validity import ACCEPTED

ASKED = {"label_wrong": "label_right", "not_fluent": "fluent"}  # what is counted, and the answer whose "no" it is


def keep_review(folder: Path, answers: Sequence[dict], adversarial: Path) -> Path:
    """Write answers and what they come to, without any text, to a file named by its content; returns it."""
    by_operator = {name: [each for each in answers if each["operator"] == name]
                   for name in sorted({each["operator"] for each in answers})}
    tallies = {name: {what: tally(each, asked) for what, asked in ASKED.items()} for name, each in by_operator.items()}
    counts = accepted(adversarial)
    content = {
        "adversarial": {path.relative_to(adversarial).as_posix(): file_sha256(path) for path in tables_of(adversarial)},
        "answers": list(answers),
        "operators": tallies,
        "all": {what: over_accepted({name: each[what] for name, each in tallies.items()}, counts) for what in ASKED},
    }  # fmt: skip
    name = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
    write_json(folder / f"{name}.json", content)
    return folder / f"{name}.json"


def tally(answers: Sequence[dict], asked: str) -> dict:
    """{"rows", "of", "share", "low", "high"}: how many of those that were answered got a no, with the 95 % interval."""
    said = [each[asked] for each in answers if each[asked] is not None]
    wrong = said.count(False)
    low, high = wilson(wrong, len(said))
    return {"rows": wrong, "of": len(said), "share": round(wrong / len(said), 4) if said else None,
            "low": round(low, 4), "high": round(high, 4)}


def accepted(adversarial: Path) -> Counter[str]:
    """How many rows of each operator were accepted."""
    return Counter(row["operator"] for path in tables_of(adversarial) for row in read_rows(path, ["operator", "verdict"])
                   if row["verdict"] == ACCEPTED)


def over_accepted(tallies: Mapping[str, dict], accepted: Mapping[str, int]) -> dict:
    """{"share", "low", "high", "covers"} over accepted rows. A sheet has of each operator about as many, so each counts by its
    accepted rows; `covers` is the share of those whose operator was answered for. The interval is Wilson's at the effective
    number of answers (Kish 1965: what weighting leaves of them).

    >>> over_accepted({"a": {"rows": 0, "of": 10}, "b": {"rows": 5, "of": 10}}, {"a": 90, "b": 10})["share"]
    0.05
    """
    strata = {name: each for name, each in tallies.items() if each["of"]}
    answered = sum(accepted[name] for name in strata)
    if not answered:
        return {"share": None, "low": 0.0, "high": 1.0, "covers": 0.0}
    weights = {name: accepted[name] / answered for name in strata}
    share = sum(weights[name] * each["rows"] / each["of"] for name, each in strata.items())
    effective = 1 / sum(weights[name] ** 2 / each["of"] for name, each in strata.items())
    low, high = wilson(share * effective, effective)
    return {"share": round(share, 4), "low": round(low, 4), "high": round(high, 4),
            "covers": round(answered / sum(accepted.values()), 4)}
