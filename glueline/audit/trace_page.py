"""Traces and impacts as trees."""

from collections import Counter
from typing import Any

from glueline.audit.page import console, styled, tree

SHORT = 12  # characters of a hash
SHOWN = 8   # rows, steps or outputs of one kind


def show_trace(found: dict) -> None:
    """Print what a cell rests on."""
    score = "empty" if found["score"] is None else f"{found['score']:.4f}"
    top = tree(f"{found['subject']}/{found['model']}/{found['cell']}", (f"  {score}", "bold"),
               (f"  {found['rows']:,} rows of {found['task']}/{found['split']}, {found['standing']}", "dim"))
    top.add(styled((f"predictions  {found['predictions']['file']}  {_short(found['predictions']['sha256'])}", "")))
    for stage in found["stages"]:
        _add_stage(top, stage)
    _add_made_rows(top, found["made_rows"])
    if "row" in found:
        _add_row(top, found["row"])
    for finding in found["findings"]:
        top.add(styled((f"{finding['verdict']}  {finding['where']}: {finding['says']}", "bold red")))
    console().print(top)


def show_impact(found: dict) -> None:
    """Print what a row, file or parameter touched."""
    top = tree(found["what"], (f"  ({found['kind']})", "dim"))
    for subject in found["subjects"]:
        branch = top.add(styled((subject["subject"], "bold")))
        for stage, how in subject["stages"].items():
            branch.add(styled((f"{stage}: ", ""), (how, "dim")))
        if subject["outputs"]:
            outputs = [f"{out} {_short(sha256)}" for out, sha256 in sorted(subject["outputs"].items())]
            branch.add(styled((f"outputs: {_some(outputs)}", "")))
        cells: dict[str, list[str]] = {}
        for cell in subject["cells"]:
            cells.setdefault(f"{cell['model']}: {cell['how']}", []).append(cell["cell"])
        for how, names in cells.items():
            branch.add(styled((f"cells of {how}: ", ""), (", ".join(names), "bold")))
        if not subject["stages"] and not subject["cells"]:
            branch.add(styled(("touched nothing that is at hand", "dim")))
        if subject["not_here"]:
            branch.add(styled((_not_here(subject["not_here"]), "yellow")))
    console().print(top)


def _add_stage(top: Any, stage: dict) -> None:
    runs = ", ".join(f"{run['time']} in {run['seconds']:,} s" for run in stage["runs"]) or "no line in runs.jsonl"
    commit = f"commit {_short(stage['commit'])}" + (", dirty" if stage["dirty"] else "")
    branch = top.add(styled((stage["stage"], "bold"), (f"  record {_short(stage['record'])}, {commit}, {runs}", "dim")))
    for path, read in stage["reads"].items():
        by = f" made by {', '.join(read['made_by'])}" if read["made_by"] else ""
        branch.add(styled((f"read {path} {_short(read['sha256'])}{by}", "")))
    for path, sha256 in list(stage["weights"].items())[:SHOWN]:
        branch.add(styled((f"weights {path} {_short(sha256)}", "")))
    for out, made in stage["made"].items():
        branch.add(styled((f"made {out} {_short(made['sha256'])}, {made['files']} files", "")))


def _add_made_rows(top: Any, made: dict) -> None:
    rows = made["rows"]
    operators = Counter(row["operator"] for row in rows)
    used = sum(1 for row in rows if row["steps"])
    says = "none that is at hand" if not rows else (
        f"{len(rows):,} of {len({row['parent_id'] for row in rows}):,} parents, {used:,} of them used in steps: "
        + ", ".join(f"{operator} {count:,}" for operator, count in operators.most_common()))
    branch = top.add(styled((f"made rows in the training: {says}", "")))
    for row in rows[:SHOWN]:
        branch.add(styled((f"{row['id']} from {row['parent_id']} by {row['operator']}; steps {_steps(row['steps'])}", "dim")))
    if made["not_here"]:
        branch.add(styled((_not_here(made["not_here"]), "yellow")))


def _add_row(top: Any, row: dict) -> None:
    branch = top.add(styled((f"row {row['id']}", "bold")))
    for held in row["tables"]:
        leaf = branch.add(styled((held["table"], ""), (f"  {held['stage']}", "dim")))
        for each in held["rows"][:SHOWN]:
            leaf.add(styled(("  ".join(f"{name}={value}" for name, value in each.items() if value is not None), "")))
    if row["made_of_it"]:
        branch.add(styled((f"made of it: {_some(row['made_of_it'])}", "")))
    for table, steps in row["steps"].items():
        for identity, used in steps.items():
            branch.add(styled((f"{identity}: steps {_some([str(step) for step in used], 20)} of {table}", "")))
    if not row["steps"]:
        branch.add(styled(("no step at hand used it or what was made of it", "")))


def _steps(steps: dict[str, list[int]]) -> str:
    return "; ".join(f"{_some([str(step) for step in used], 6)} of {stage}" for stage, used in steps.items()) or "none"


def _not_here(names: list[str]) -> str:
    return f"not here to be looked at: {len(names)} tables ({_some(names, 2)})"


def _some(names: list[str], at_most: int = SHOWN) -> str:
    return ", ".join(names[:at_most]) + (f", ... {len(names) - at_most:,} more" if len(names) > at_most else "")


def _short(sha256: str | None) -> str:
    return sha256[:SHORT] if sha256 else "unknown"
