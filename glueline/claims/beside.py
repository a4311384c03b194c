"""A published table with our own scores beside it, row by row: what was printed, what we measured, on how many rows of what.

Nothing is subtracted: the table's figures may be of another split or metric than ours, and where it does not say, nobody knows.
"""

from collections.abc import Mapping
from pathlib import Path

from glueline.claims.table import Row, Table
from glueline.glue.cells import CELLS, with_every
from glueline.refusal import Refused
from glueline.tables.json_file import read_json
from glueline.tables.kept import find_entrant
from glueline.tables.markdown import between, points, table, under

CELL = ("score", "low", "high", "why")
COLUMNS = ("figures", "previous", "improvement")


def cells_of(name: str, leaderboard: Path, present: Path) -> dict[str, dict]:
    """The cells of one run: an entry's or the present run's model (as `find_entrant` takes them), or a scores.json by path.
    Raises Refused where there is none, or where the name is of several runs."""
    if name.endswith(".json"):
        content = read_json(Path(name))
        if not isinstance(content, dict) or not isinstance(content.get("cells"), dict):
            raise Refused(f"{name}: cells: missing key; name the scores.json of one model")
        for cell, found in content["cells"].items():
            if not isinstance(found, dict) or not {*CELL} <= {*found}:
                raise Refused(f"{name}: cells.{cell}: a cell has {', '.join(CELL)}")
        return with_every(content["cells"])
    runs = find_entrant(name, leaderboard, present).runs
    if len(runs) > 1:
        raise Refused(f"{name}: {len(runs)} runs; name one of them, as in {name}/{runs[0].teacher}")
    return runs[0].scores["cells"]


def rows_beside(published: Table, ours: Mapping[str, Mapping[str, dict]]) -> list[dict]:
    """Of each row of the table: {"task", "title", "figures", "previous", "improvement" (as printed), "ours": {name: {"score",
    "low", "high", "why"}}}."""
    return [{"task": row.task, "title": _title(row), **{column: _printed(row, column) for column in COLUMNS},
             "ours": {name: _ours(cells.get(row.task)) for name, cells in ours.items()}} for row in published.rows]


def means_beside(published: Table, ours: Mapping[str, Mapping[str, dict]]) -> dict:
    """Means over the rows that everybody has a score for: {"over": [task], "figures", "previous", "ours": {name: points}}.

    Example: figures 90 and 80 where we have 70 for the first row alone -> over [first], figures 90, ours 70.
    """
    over = [row for row in published.rows
            if all((cells.get(row.task) or {}).get("score") is not None for cells in ours.values())]
    of_table = {column: [sum(one.value for one in getattr(row, column).values()) / len(getattr(row, column))
                         for row in over if getattr(row, column)] for column in COLUMNS[:2]}
    means = {column: float(sum(found) / len(found)) if len(found) == len(over) > 0 else None
             for column, found in of_table.items()}
    return {"over": [row.task for row in over], **means,
            "ours": {name: sum(cells[row.task]["score"] for row in over) / len(over) if over else None
                     for name, cells in ours.items()}}


def markdown_beside(published: Table, ours: Mapping[str, Mapping[str, dict]]) -> str:
    """The table in Markdown, the mean over shared rows last, and why cells are empty below."""
    rows, means = rows_beside(published, ours), means_beside(published, ours)
    lines = [[row["title"], *(row[column] or "–" for column in COLUMNS),
              *(under(points(one["score"]), between(one)) for one in row["ours"].values())] for row in rows]
    last = [f"mean of the {len(means['over'])} rows all have", points(means["figures"]), points(means["previous"]), "",
            *map(points, means["ours"].values())]
    heads = ["", published.model, "previous best", "improvement", *ours]
    empty = {f"{row['title']}: {one['why']}" for row in rows for one in row["ours"].values() if one["score"] is None}
    return "\n".join([table(heads, [*lines, last], "l" + "r" * (len(heads) - 1)), "",
                      f"{published.model}: split {published.split}, as printed. Ours: validation, 95 % intervals below.",
                      *(f"Empty: {why}." for why in sorted(empty))])


def _title(row: Row) -> str:
    return row.title or (CELLS[row.task].title if row.task in CELLS else row.task)


def _printed(row: Row, column: str) -> str:
    return " / ".join(one.text for one in getattr(row, column).values())


def _ours(cell: Mapping | None) -> dict:
    if cell is None:
        return {"score": None, "low": None, "high": None, "why": "no cell of this name here"}
    return {key: cell[key] for key in CELL}
