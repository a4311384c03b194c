"""A picture of the ablation: what happens to the scores when a component is taken out, with the intervals.

    python -m bench.ablation_picture [--out docs/ablation.svg]

Drawn from bench/results/ablation.json, which bench/ablation.py left: the mean of the tasks, then each task.
"""

import argparse
from pathlib import Path

from bench.paired import ALL
from glueline.glue.tasks import TASKS
from glueline.page.charts import intervals
from glueline.page.picture import heading_of, sheet
from glueline.tables.json_file import read_json

TABLE = Path("bench/results/ablation.json")
LEGEND = ("change in points and its 95 % interval", "no change")


def picture(table: dict[str, dict]) -> str:
    """The SVG of bench/ablation.py's table: a chart for the mean and one a task, a row a component, worst loss first."""
    taken = sorted(((name, found["score"]) for name, found in table.items() if name != "whole"),
                   key=lambda each: each[1][ALL]["difference"])
    charts = []
    for cell in (ALL, *(task for task in TASKS if task in taken[0][1])):
        rows = [{"label": label(name), "score": found[cell]["difference"], **{key: found[cell][key] for key in ("low", "high")}}
                for name, found in taken]
        title = "Mean of the tasks" if cell == ALL else TASKS[cell].title
        svg = intervals(rows, 0.0, f"a-{cell}", f"{title}: change of the score", LEGEND[1])
        charts.append((heading_of(title, "without the component, minus with it"), svg))
    return sheet(charts, "What each component is worth", LEGEND)


def label(variant: str) -> str:
    """A variant in words."""
    return "all but mixed precision" if variant == "plain" else variant.removeprefix("without_").replace("_", " ")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("docs/ablation.svg"))
    given = parser.parse_args()
    given.out.write_text(picture(read_json(TABLE)), "utf-8")
    print(given.out)


if __name__ == "__main__":
    main()
