"""Small words of the page: how figures are printed, and the sentences that are made of counts."""

import json
import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from glueline.glue.cells import BUILT_IN, OFFICIAL
from glueline.glue.tasks import TASKS
from glueline.page.form import cut
from glueline.page.models import Shown

SETTINGS = 1500  # letters


def points(value: float | None) -> str:
    """A score in points, a dash where there is none."""
    return "–" if value is None else f"{value:.1f}"


def signed(value: float) -> str:
    """A difference in points with its sign.

    >>> signed(-2.04), signed(0.5), signed(0)
    ('−2.0', '+0.5', '±0.0')
    """
    shown = f"{abs(value):.1f}"
    return f"{'+' if value > 0 else '−' if value < 0 else '±'}{shown}"


def duration(seconds: float) -> str:
    """
    >>> duration(42.1), duration(2131), duration(90_000)
    ('42 s', '36 min', '25.0 h')
    """
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def coded(text: str) -> Markup:
    """The text escaped, and what stands between backticks as code.

    >>> coded("`dvc repro` & wait")
    Markup('<code>dvc repro</code> &amp; wait')
    """
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def counted(number: int, one: str, more: str) -> str:
    """`1 entry`, `2 entries`."""
    return f"{number:,} {one if number == 1 else more}"


def lede(views: Sequence[Mapping]) -> str:
    """What is on the page, in a sentence."""
    kept = [view for view in views if not view["present"]]
    entries = len({view["entry"] for view in kept})
    parts = [f"{counted(len(kept), 'model', 'models')} of {counted(entries, 'kept entry', 'kept entries')}"] if kept else []
    present = len(views) - len(kept)
    parts += [f"{counted(present, 'model', 'models')} of the present run"] if present else []
    there = " and ".join(parts) or "none yet"
    return f"GLUE results that can be defended: {there}, each with its interval, its lineage and its cost."


def table_title(standing: str) -> str:
    """The heading of a table of scores."""
    return {BUILT_IN: "The built-in, synthetic set", OFFICIAL: "GLUE’s validation splits"}.get(standing, cut(standing))


def table_says(standing: str, views: Sequence[Mapping]) -> str:
    """What the data of a table is."""
    what = counted(len(views), "model", "models")
    if standing == BUILT_IN:
        return f"{what}, on rows of this project’s own grammar. These say that the machinery works, and nothing about GLUE."
    return f"{what}. A cell is filled where the rows are GLUE’s official ones; other rows stand aside, in no average."


def of_view(shown: Shown, view: Mapping) -> dict:
    """What the templates need beside the figures of one model."""
    cells = view["cells"]
    nothing: dict = {"rows": [], "why": None, "file": None}
    rows = {name: nothing | one | {"texts": any(row["text_a"] for row in one.get("rows", ()))}
            for name, one in view["worst"].items()}
    settings = json.dumps(view["settings"], sort_keys=True, ensure_ascii=False)
    return {
        "by_cell": {cell["name"]: cell for cell in cells}, "worst": rows, "synthetic": view["standing"] == BUILT_IN,
        "asides": sum(cell["aside"] is not None for cell in cells), "settings_text": cut(settings, SETTINGS),
        "rows": sum(one["rows"] for one in shown.scores["lineage"]["training"].values()),
        "at": {node["key"]: place for place, node in enumerate(view["graph"]["nodes"])},
        "target": view["entry"] if view["label"] == view["entry"] else f"{view['entry']}/{view['model']}",
        "curves": [Markup(svg) for _, svg in view["curves"] or ()],
        "curve_titles": [TASKS[task].title for task, _ in view["curves"] or ()],
    }
