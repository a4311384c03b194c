"""What a model's scores rest on, as a graph to be clicked: by the records of its stages, or by what its scores name."""

from collections.abc import Mapping

from glueline.page.form import cut, of_kind
from glueline.page.models import Shown
from glueline.refusal import Refused

FILE = "scores.json"
FINGERPRINTS = "code"  # the stage that every other one reads, and that is drawn with none
SHOWN = 40             # inputs or outputs of a stage that are listed

Node = dict


def nodes_of(shown: Shown, runs: Mapping[str, list[dict]]) -> tuple[list[Node], str | None]:
    """The stages back from the scores, {"key", "title", "parents", "facts", "inputs", "outputs", "runs"} each, readers before
    what they read; and why they are not those of records, where they are not. `runs`: of each record, by its sha256."""
    try:
        last = _scorer(shown)
        return [_stage(key, shown, runs) for key in _in_order(_parents(shown), last)], None
    except (Refused, KeyError, TypeError, AttributeError, ValueError) as error:
        why = str(error) if isinstance(error, Refused) else "its records are of an older form, or broken"
        return _named_by_scores(shown), cut(why, 300)


def _scorer(shown: Shown) -> str:
    """The stage that made the model's scores."""
    for key, each in shown.records.items():
        for out, content in of_kind(each["record"], "outputs", dict, f"the record of {key}").items():
            if out.rpartition("/")[2] == shown.model and FILE in (content["files"] or {}):
                return key
    if not shown.records:
        raise Refused("the records of its stages are not among what this page was made of; `glueline page` reads them")
    raise Refused(f"none of its records is of the run that scored {shown.model}")


def _parents(shown: Shown) -> dict[str, list[str]]:
    """Of each stage those whose outputs it read, but for fingerprints of code."""
    return {key: sorted({maker for path in each["record"]["inputs"] for maker in _makers(shown, path)} - {key, FINGERPRINTS})
            for key, each in shown.records.items()}


def _makers(shown: Shown, path: str) -> list[str]:
    """The stages whose outputs are `path`, hold it, or lie in it."""
    return [key for key, each in shown.records.items()
            for out in each["record"]["outputs"] if f"{out}/".startswith(f"{path}/") or f"{path}/".startswith(f"{out}/")]


def _in_order(parents: Mapping[str, list[str]], last: str) -> list[str]:
    """The stages back from `last`, each after all that read what it made. Raises Refused on records that go in a circle."""
    done: list[str] = []

    def visit(key: str, way: tuple[str, ...]) -> None:
        if key in way:
            raise Refused(f"its records go in a circle at {key}")
        if key not in done:
            for each in parents[key]:
                visit(each, (*way, key))
            done.append(key)

    visit(last, ())
    return done[::-1]


def _stage(key: str, shown: Shown, runs: Mapping[str, list[dict]]) -> Node:
    sha256, record = shown.records[key]["sha256"], shown.records[key]["record"]
    facts = [("record", sha256), ("code", record["code"]["fingerprint"]), ("commit", record["commit"] or "none")]
    return {
        "key": key, "title": cut(key, 22), "parents": _parents(shown)[key], "facts": facts, "dirty": bool(record["dirty"]),
        "inputs": [{"path": cut(path), "sha256": sha, "makers": [each for each in _makers(shown, path) if each != FINGERPRINTS]}
                   for path, sha in list(record["inputs"].items())[:SHOWN]],
        "outputs": [{"path": cut(path), "sha256": made["sha256"], "files": len(made["files"] or [0])}
                    for path, made in list(record["outputs"].items())[:SHOWN]],
        "runs": runs.get(sha256, []),
    }


def _named_by_scores(shown: Shown) -> list[Node]:
    """The same from what scores.json names by hash: the tables scored, the model, its curriculum, its published weights."""
    lineage = shown.scores["lineage"]
    trained = sum(one["rows"] for one in lineage["training"].values())
    tables = [{"path": cut(name), "sha256": str(sha), "makers": []} for name, sha in list(lineage["prepared"].items())[:SHOWN]]

    def node(key: str, parents: list[str], *facts: tuple[str, str], inputs: tuple | list = ()) -> Node:
        return {"key": key, "title": key, "parents": parents, "facts": list(facts), "dirty": False, "inputs": list(inputs),
                "outputs": [], "runs": []}

    return [
        node("scores", ["model", "tables scored"],
             ("seed of the bootstrap", str(shown.scores.get("bootstrap", {}).get("seed")))),
        node("tables scored", [], inputs=tables),
        node("model", ["curriculum", "weights"], ("checkpoint", lineage["checkpoint"]), ("seed", str(lineage.get("seed")))),
        node("curriculum", [], ("table", lineage["curriculum"]), ("train rows", f"{trained:,}")),
        node("weights", [], (cut(lineage["weights"]["backbone"]), lineage["weights"]["sha256"])),
    ]
