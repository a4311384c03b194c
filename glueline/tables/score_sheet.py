"""A run's scores as a table for a terminal: a row a cell, a column a model, the interval below each score."""

from rich.box import SIMPLE
from rich.markup import escape
from rich.table import Table

from glueline.glue.averages import RULES
from glueline.tables.leaderboard import COLUMNS, SEEN
from glueline.tables.markdown import between, points


def sheet(run: str, scores: dict[str, dict]) -> Table:
    """Of the scores.json of each model by its name: the cells that GLUE scores, then both averages and what they are over."""
    standing = ", ".join(sorted({each["data"]["standing"] for each in scores.values()}))
    made = Table(box=SIMPLE, pad_edge=False, title=escape(f"{run} ({standing})"), title_justify="left", title_style="bold",
                 caption="Points of 100; below each its 95 % interval, below an average the cells it is over.\n"
                         "† the backbone's own training saw rows like these",
                 caption_justify="left")
    made.add_column("cell")
    for model in scores:
        made.add_column(escape(model), justify="right")
    for cell in COLUMNS:
        title, found = cell.title + ("†" if cell.task in SEEN else ""), [each["cells"][cell.name] for each in scores.values()]
        made.add_row(title, *(_two(points(one["score"]), between(one)) for one in found))
    made.add_section()
    for name, rule in RULES.items():
        found = [each["averages"][name] for each in scores.values()]
        made.add_row(rule.title, *(_two(points(one["value"]), f"{one['over']} of {one['of']}") for one in found))
    return made


def _two(above: str, below: str) -> str:
    return f"{above}\n[dim]{below}[/dim]" if below else above
