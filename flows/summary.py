"""The page on one run of the flow: how each stage ended, what it cost, the score table, what changed since the last run."""

from collections.abc import Iterable
from pathlib import Path

from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run

from flows.artifacts import artifact_key, shown
from flows.cost import COLUMNS, cost_of, in_words
from flows.dvc_graph import Stage
from flows.notes import keep_note, read_note
from glueline.tables.json_file import read_json
from glueline.tables.leaderboard import score_table
from glueline.tables.markdown import capital, points, table

LAST = "last_run.json"  # of this checkout: the run that came last, and the scores as it left them
BOARD = "leaderboard.json"
Scores = dict[str, float | None]


def show_summary(root: Path, stages: list[Stage], states: dict[str, State], ended: State, after: int) -> None:
    """The artifact `summary-<flow>`. `after`: how many lines the journal had when the run began."""
    board = next((root / out / BOARD for stage in stages for out in stage.outs if (root / out / BOARD).is_file()), None)
    tables = read_json(board)["tables"] if board else []
    parts = [f"# {flow_run.flow_name}: {capital(ended.name or '')}", ended.message or "", what_ran(root, stages, states, after)]
    if board:
        now = scores_in(tables)
        parts += [f"# Scores\n\n{score_tables(tables)}", f"# {what_changed(read_note(root, LAST), now)}"]
        keep_note(root, LAST, {"run": flow_run.name, "scores": now})
    text = "\n\n".join(part for part in parts if part)
    shown(create_markdown_artifact, text, artifact_key("summary", flow_run.flow_name or ""), f"summary of run {flow_run.name}")


def what_ran(root: Path, stages: Iterable[Stage], states: dict[str, State], after: int) -> str:
    """A row for each stage that was not up to date: how it ended, what it cost, and why it ran or what it said."""
    rows = []
    for stage in stages:
        state = states[stage.key]
        if state.name != "Cached":
            cost = in_words(cost_of(root, stage.key, stage.outs, after))
            figures = [cost.get(title, "–") for title in (*COLUMNS.values(), "FLOPs")]
            rows.append([stage.key, state.name or "", *figures, " ".join((state.message or "").split()).replace("|", "\\|")])
    heads = ["stage", "ended", *COLUMNS.values(), "FLOPs", "why"]
    return table(heads, rows, "llrrrrl") if rows else "Every stage was up to date."


def score_tables(tables: Iterable[dict]) -> str:
    """The leaderboard's tables, one a data standing, without what each row rests on."""
    return "\n\n".join(f"## {capital(one['standing'])}\n\n{score_table(one['rows'], one['seeds'])}" for one in tables)


def scores_in(tables: Iterable[dict]) -> Scores:
    """Every cell of the leaderboard and its score, by `entry/model/cell`."""
    rows = [row for one in tables for row in one["rows"]]
    return {f"{row['name']}/{row['scores']['teacher']}/{name}": cell["score"]
            for row in rows for name, cell in row["scores"]["cells"].items()}


def what_changed(last: dict | None, now: Scores) -> str:
    """The cells whose score is another than the last run left: `Changed since the last run (brave-otter): ...`."""
    if last is None:
        return "No run before this one in this checkout"
    before: Scores = last["scores"]
    differing = [name for name in sorted({**before, **now}) if before.get(name) != now.get(name)]
    if not differing:
        return f"No score changed since the last run ({last['run']})"
    rows = [[name, points(before.get(name)), points(now.get(name))] for name in differing]
    return f"Changed since the last run ({last['run']})\n\n" + table(["cell", "then", "now"], rows, "lrr")
