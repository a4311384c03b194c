"""What must be said beside a number, derived from its records and the journal: what was tried, what the weights had seen, which
leaks touched its rows, what its data is, whether test text was used, and what it all cost. Nothing here is prose by hand."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from glueline.audit.holdings import Holdings
from glueline.audit.lineage import files_of, makes_weights, scorers, upstream
from glueline.audit.pretraining import known_of
from glueline.audit.runs import Journal, read_journal
from glueline.audit.subjects import Subject
from glueline.audit.target import load, load_all
from glueline.audit.tries import best_and_mean, cost, tried
from glueline.refusal import Refused

LEDGER = "leakage.parquet"
TEST = re.compile(r"(^|[/_-])test(_[a-z]+)?(-[0-9-]+of[0-9-]+)?\.parquet$")


def disclose(root: Path, name: str) -> dict:
    """Everything to be said of an entry or of this run, by model. Raises Refused on another name, and where there are no
    scores."""
    subject, journal, everything = load(root, name), read_journal(root), load_all(root)
    models = {model: key for model, (key, _) in scorers(subject.records).items() if model in subject.scores}
    if not models:
        raise Refused(f"{name}: no scores with a record of the run that made them; `glueline audit` says what became of them")
    return {"subject": name, "findings": [finding.content() for finding in subject.findings],
            "models": {model: _of_model(subject, model, key, journal, everything) for model, key in models.items()}}


def _of_model(subject: Subject, model: str, key: str, journal: Journal, everything: list[Subject]) -> dict:
    stages = upstream(subject.records, key)
    scores = subject.scores[model]
    training = scores["lineage"].get("training", {})
    trained = sorted(each for each in stages if makes_weights(subject.records[each]))
    return {
        "tried": [tried(subject, each, journal, everything) for each in [*trained, key]],
        "best_and_mean": best_and_mean(subject, model, journal, everything),
        "weights": _weights(subject, stages, sorted({cell["task"] for cell in scores["cells"].values()})),
        "leakage": leakage(subject, stages, sorted(training)),
        "standing": {name: {each: cell[each] for each in ("standing", "rows")} for name, cell in scores["cells"].items()},
        "training": training,
        "test_text": use_of_test_text(subject, stages, scores["lineage"]),
        "cost": cost(subject, stages, key, journal),
    }


def _weights(subject: Subject, stages: set[str], tasks: list[str]) -> list[dict]:
    """The published weights that stages started from, by name and hash in their params."""
    found: dict[tuple[str, str], list[str]] = {}
    for key in sorted(stages):
        for name, sha256 in _backbones(subject.records[key]["params"]):
            found.setdefault((name, sha256), []).append(key)
    return [{**known_of(name, sha256, tasks), "used_by": keys} for (name, sha256), keys in sorted(found.items())]


def leakage(subject: Subject, stages: set[str], tasks: list[str]) -> dict:
    """How many train rows of the tasks repeat held-out text, by where and by what was done; from the ledger, if at hand."""
    policy = {f"{section}.{name}": value for section, content in _sections(subject, stages)
              if isinstance(content, dict) for name, value in content.items() if "leak" in name}
    holdings = Holdings(subject.root, subject.lock)
    ledgers = [(f"{out}/{name}", holdings.file(out, name, sha256)) for key in sorted(stages)
               for out, name, sha256 in files_of(subject.records[key]) if name.endswith(LEDGER)]
    here = [path for _, path in ledgers if path]
    if not here:
        return {"policy": policy, "ledger": None, "why": f"{ledgers[0][0]} is not here" if ledgers else "no ledger was made"}
    import pyarrow.parquet as pq

    rows = pq.read_table(here[0]).to_pylist()
    counted = Counter((row["where"], row["action"]) for row in rows
                      if row["id"].split("/")[0] in tasks and row["id"].split("/")[1] == "train")
    return {"policy": policy, "ledger": ledgers[0][0], "rows": [
        {"where": where, "action": action, "pairs": count} for (where, action), count in sorted(counted.items())]}


def use_of_test_text(subject: Subject, stages: set[str], lineage: dict) -> dict:
    """Who read tables of test rows, how many such tables were predicted, how many test rows were learned from (by the tables of
    steps that are at hand), and what lineage and params say of test rows and rows without label."""
    from glueline.audit.rows import tables

    found, missing = tables(subject, stages)
    trained = [out for key in stages if makes_weights(subject.records[key]) for out in subject.records[key]["outputs"]]
    made = {key: list(files_of(subject.records[key])) for key in sorted(stages)}
    tests = {out for files in made.values() for out, name, _ in files if TEST.search(name)}
    said = [*_named("lineage", lineage), *(each for section in _sections(subject, stages) for each in _named(*section))]
    return {
        "tables_in_the_inputs_of": [key for key in made if tests & subject.records[key]["inputs"].keys()],
        "predicted_tables": sum(name.startswith("predictions/") and bool(TEST.search(name))
                                for files in made.values() for _, name, _ in files),
        "learned_from": {table.place: len({row for row in table.used() if row.split("/")[1].startswith("test")})
                         for table in found if table.is_steps},
        "not_here": [name for name in missing if any(name.startswith(f"{out}/") for out in trained)],
        "said": dict(said),
    }


def _sections(subject: Subject, stages: set[str]) -> Iterator[tuple[str, Any]]:
    """The sections of params that the stages ran with, by name."""
    return (each for key in sorted(stages) for each in subject.records[key]["params"].items())


def _named(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The values under keys that speak of test, or of rows without label, by dotted name."""
    for key, each in value.items() if isinstance(value, dict) else ():
        if {"test", "unlabelled"} & set(key.split("_")):
            yield f"{name}.{key}", each
        else:
            yield from _named(f"{name}.{key}", each)


def _backbones(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if isinstance(value.get("backbone"), str) and isinstance(value.get("sha256"), str):
            yield value["backbone"], value["sha256"]
        for each in value.values():
            yield from _backbones(each)
