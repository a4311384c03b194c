"""What a run leaves to look at in Prefect: each stage's log and cost, each gate's verdict, the leaderboard."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from prefect import get_run_logger
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from flows.cost import in_words

from glueline.tables.json_file import read_json

LINES_KEPT = 200


def artifact_key(*parts: str) -> str:
    """Prefect takes lower-case letters, digits and dashes only: ('log', 'teach@Mini_LM') -> 'log-teach-mini-lm'."""
    return re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")


def shown(make: Callable[..., Any], *arguments: Any) -> Any:
    """What `make(*arguments)` returns; None, and a warning, where the server does not take it: a page about hours of work must
    not cost them."""
    try:
        return make(*arguments)
    except Exception as error:
        get_run_logger().warning("not shown in Prefect: %s", error)
        return None


def show_log(key: str, lines: list[str]) -> None:
    """The end of a stage's log as an artifact `log-<stage>`."""
    cut = f"(the last {LINES_KEPT} of {len(lines)} lines)\n\n" if len(lines) > LINES_KEPT else ""
    kept = "\n".join(lines[-LINES_KEPT:])
    shown(create_markdown_artifact, f"{cut}~~~~~~text\n{kept}\n~~~~~~", artifact_key("log", key), f"log of stage {key}")


def show_cost(key: str, cost: dict[str, float]) -> None:
    """What the stage's run cost as an artifact `cost-<stage>`; nothing where nothing is on record."""
    if cost:
        rows = [{"what": title, "spent": value} for title, value in in_words(cost).items()]
        shown(create_table_artifact, rows, artifact_key("cost", key), f"cost of stage {key}")


def show_outputs(root: Path, key: str, outs: Iterable[str]) -> None:
    """The verdict of a gate and the leaderboard, as artifacts, where the stage's outputs hold one."""
    for out in outs:
        verdict, board = root / out / "verdict.json", root / out / "leaderboard.md"
        if verdict.is_file():
            shown(create_markdown_artifact, verdict_text(verdict), artifact_key("verdict", key), f"quality gate {key}")
        if board.is_file():
            shown(create_markdown_artifact, board.read_text("utf-8"), "leaderboard", "the leaderboard as published")


def show_rejected(root: Path, key: str) -> None:
    """The verdict of a gate that failed: each gate it failed, a line each, as `check` leaves them beside the data."""
    gates = root / "data/rejected" / key.rpartition("@")[2] / "gates.txt"
    if gates.is_file():
        lines = "".join(f"- {line}\n" for line in gates.read_text("utf-8").splitlines())
        shown(create_markdown_artifact, f"**failed**\n\n{lines}", artifact_key("verdict", key), f"quality gate {key}")


def verdict_text(path: Path) -> str:
    """A verdict.json as Markdown: one line a suite, with how many of its expectations hold and what those that fail say."""
    verdict = read_json(path)
    lines = [f"**{'passed' if verdict['passed'] else 'failed'}**", "", "| suite | held | did not |", "|---|---|---|"]
    for name, suite in sorted(verdict["suites"].items()):
        found = _expectations(suite)
        failed = "; ".join(f"{one['column'] or 'table'}: {one['says']}" for one in found if not one["success"])
        lines.append(f"| {name} | {sum(one['success'] for one in found)} of {len(found)} | {failed} |")
    return "\n".join(lines) + "\n"


def _expectations(node: Any) -> list[dict[str, Any]]:
    """Every expectation's result below `node`, however the suite groups them."""
    if isinstance(node, dict) and "expectation" in node:
        return [node]
    below = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [one for part in below for one in _expectations(part)]
