"""Made rows before a person's eyes: a sheet to fill in, and its answers read back."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import nsmallest
from itertools import chain, zip_longest
from pathlib import Path

from glueline.glue.tasks import TASKS
from glueline.refusal import Refused
from glueline.tables.adversarial import USES
from glueline.tables.examples import id_hash, id_order
from glueline.tables.parquet import read_rows
from glueline.tables.repeats import normalised
from glueline.text.validity import ACCEPTED

GIVEN = ("id", "operator", "label before", "label after", "before a", "before b", "after a", "after b", "rule")
ASKED = ("label right (y/n)", "fluent (y/n)", "note")  # notes stay in the sheet: they may quote texts
ANSWERS = {"y": True, "n": False, "": None}


def tables_of(adversarial: Path) -> list[Path]:
    """Every table of made rows. Raises Refused where there is none."""
    found = [path for use in USES for path in sorted((adversarial / use).glob("*.parquet"))]
    if not found:
        raise Refused(f"{adversarial}: no made rows; run `dvc repro perturb`")
    return found


def sample(adversarial: Path, size: int, seed: int) -> list[dict]:
    """At most `size` accepted rows, drawn by a hash of the id, of each operator about as many; sorted by id."""
    drawn: dict[str, list[dict]] = defaultdict(list)
    for path in tables_of(adversarial):
        for row in read_rows(path):
            if row["verdict"] == ACCEPTED:
                drawn[row["operator"]].append(row)
                if len(drawn[row["operator"]]) > 2 * size:
                    drawn[row["operator"]] = _lowest(drawn[row["operator"]], size, seed)
    by_turns = chain.from_iterable(zip_longest(*(_lowest(drawn[name], size, seed) for name in sorted(drawn))))
    return sorted([row for row in by_turns if row is not None][:size], key=lambda row: id_order(row["id"]))


def write_sheet(path: Path, rows: Sequence[dict], prepared: Path) -> None:
    """Write the sheet as CSV that spreadsheets read too: what is given of each row and its parent, and empty columns for what
    is asked. Raises Refused where the sheet exists, since it may have been filled in, and where a parent is gone."""
    if path.exists():
        raise Refused(f"{path}: exists already; read it with --read, or move it away")
    parents = {row["id"]: row for row in _prepared(prepared, rows)}
    for gone in {row["parent_id"] for row in rows} - set(parents):
        raise Refused(f"{prepared}: {gone}: missing, though rows were made of it; run `dvc repro perturb`")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.DictWriter(file, (*GIVEN, *ASKED))
        sheet.writeheader()
        sheet.writerows(_given(row, parents[row["parent_id"]]) for row in rows)


def read_sheet(path: Path, adversarial: Path) -> list[dict]:
    """The rows answered in a sheet: {"id", "operator", "label_right", "fluent"}, sorted by id. Raises Refused where a line is
    not of the rows that lie below `adversarial`, or an answer is neither y nor n."""
    lines = _lines(path)
    rows = {row["id"]: row for table in tables_of(adversarial) for row in read_rows(table) if row["id"] in lines}
    found = []
    for identity, line in lines.items():
        row = rows.get(identity)
        if row is None or any(normalised(line[f"after {side}"]) != normalised(row[f"text_{side}"] or "") for side in "ab"):
            raise Refused(f"{path}: {identity}: not a row of {adversarial} as it is now; write a new sheet with --sample")
        right, fluent = (_answer(path, identity, line[column]) for column in ASKED[:2])
        if right is not None or fluent is not None:
            found.append({"id": identity, "operator": row["operator"], "label_right": right, "fluent": fluent})
    if not found:
        raise Refused(f"{path}: no answers; fill in the columns {ASKED[0]} and {ASKED[1]}")
    return sorted(found, key=lambda answer: id_order(answer["id"]))


def _lines(path: Path) -> dict[str, dict]:
    """A sheet's lines by the row's id."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            sheet = csv.DictReader(file)
            if not {*GIVEN, *ASKED} <= {*(sheet.fieldnames or ())}:
                raise Refused(f"{path}: not a sheet that --sample wrote; its columns are {', '.join((*GIVEN, *ASKED))}")
            return {line["id"]: line for line in sheet}
    except (FileNotFoundError, UnicodeDecodeError) as error:
        raise Refused(f"{path}: not readable as a sheet ({error})") from error


def _lowest(rows: Iterable[dict], size: int, seed: int) -> list[dict]:
    return nsmallest(size, rows, key=lambda row: id_hash(seed, row["id"]))


def _prepared(prepared: Path, rows: Iterable[dict]) -> Iterator[dict]:
    wanted: dict[Path, set[str]] = defaultdict(set)
    for row in rows:
        wanted[prepared / row["task"] / f"{row['split']}.parquet"].add(row["parent_id"])
    for path, ids in sorted(wanted.items()):
        yield from (row for row in read_rows(path) if row["id"] in ids)


def _given(row: dict, parent: dict) -> dict:
    texts = {f"{when} {side}": each[f"text_{side}"] for when, each in (("before", parent), ("after", row)) for side in "ab"}
    labels = {f"label {when}": _label(row["task"], each["label"]) for when, each in (("before", parent), ("after", row))}
    return {"id": row["id"], "operator": row["operator"], **labels, **texts, "rule": row["rule"]}


def _label(task: str, label: float) -> str:
    labels = TASKS[task].labels
    return labels[int(label)] if labels else f"{label:.2f}"


def _answer(path: Path, identity: str, answer: str) -> bool | None:
    word = answer.strip().lower()[:1]
    if word not in ANSWERS:
        raise Refused(f"{path}: {identity}: {answer!r} is neither y nor n")
    return ANSWERS[word]
