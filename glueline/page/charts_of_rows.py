"""Charts with a row a task or a slice: how much is lost on harder rows, where a model is worse, what the phases hold."""

from collections.abc import Sequence

import altair
import pandas as pd

from glueline.page.charts import ROW, rendered, span_of
from glueline.page.svg import INK

MOST = 4.0  # times the loss outside a slice: more is drawn here
FAINTEST, STEP = 0.25, 0.25
NAMES = altair.Axis(ticks=False, domain=False, labelPadding=6, labelColor=INK["ink"], minExtent=0, maxExtent=140)


def drops(rows: Sequence[dict], name: str, title: str, says: str) -> str:
    """Of each {"label", "parents", "score", "low", "high"} the score of the parents (a ring) and of the rows made of them (a
    dot with its interval), in points."""
    table = pd.DataFrame(rows)
    x = altair.X("low:Q", title=None, axis=altair.Axis(tickCount=5, domain=False, ticks=False), scale=altair.Scale(
        domain=span_of([row[key] for row in rows for key in ("low", "high", "parents")]), zero=False, nice=False))
    base = altair.Chart(table).encode(y=altair.Y("label:N", title=None, sort=None, axis=NAMES))
    way = base.mark_rule(color=INK["soft"], strokeWidth=1, strokeDash=[2, 2]).encode(x="parents:Q", x2="score:Q")
    bar = base.mark_rule(color=INK["accent"], strokeWidth=2.5, opacity=0.55).encode(x=x, x2="high:Q")
    dot = base.mark_point(filled=True, color=INK["accent"], size=46, opacity=1).encode(x="score:Q")
    ring = base.mark_point(color=INK["ink"], size=46, strokeWidth=1.4, opacity=1).encode(x="parents:Q")
    return rendered(way + bar + dot + ring, (210, ROW * len(rows)), (88, 16, 6, 22), name, title, says)


def slices(rows: Sequence[dict], name: str, title: str, says: str) -> str:
    """Of each {"slice", "ratio", "worse"} a mark at the loss inside over that outside: a filled diamond where the model was
    shown to be worse, a ring elsewhere."""
    table = pd.DataFrame([{**row, "ratio": min(row["ratio"], MOST)} for row in rows])
    names = sorted(set(table["slice"]))
    x = altair.X("ratio:Q", title="loss inside / outside", scale=altair.Scale(domain=[0, MOST], nice=False),
                 axis=altair.Axis(values=[0, 1, 2, 3, 4], domain=False, ticks=False, grid=False))
    base = altair.Chart(table).encode(x=x, y=altair.Y("slice:N", title=None, sort=names, axis=NAMES))
    one = altair.Chart(pd.DataFrame({"ratio": [1.0]})).mark_rule(color=INK["soft"], strokeDash=[3, 3]).encode(x="ratio:Q")
    rings = base.transform_filter("!datum.worse").mark_point(color=INK["soft"], size=22, strokeWidth=1, opacity=0.8)
    worse = base.transform_filter("datum.worse").mark_point(color=INK["bad"], filled=True, shape="diamond", size=90, opacity=1)
    return rendered(one + rings + worse, (190, 17 * len(names)), (136, 12, 6, 38), name, title, says)


def phases(rows: Sequence[dict], name: str, title: str, says: str) -> str:
    """Train rows of each {"task", "phase" (1 to 4), "rows"} as one bar a task, the later phases darker."""
    table = pd.DataFrame([{**row, "shade": FAINTEST + STEP * (row["phase"] - 1)} for row in rows])
    bars = altair.Chart(table).mark_bar(color=INK["accent"], height=12).encode(
        x=altair.X("rows:Q", title="train rows", axis=altair.Axis(tickCount=4, domain=False, ticks=False)),
        y=altair.Y("task:N", title=None, sort=None, axis=NAMES), order="phase:O",
        opacity=altair.Opacity("shade:Q", legend=None, scale=None))
    return rendered(bars, (210, ROW * table["task"].nunique()), (72, 30, 6, 38), name, title, says)


def heads(factors: Sequence[Sequence[float]], name: str, title: str, says: str) -> str:
    """Factors by layer and head [L, A] as squares, stronger the further from 1: filled where above it, hollow where below."""
    furthest = max((abs(each - 1) for layer in factors for each in layer), default=0) or 1.0
    table = pd.DataFrame([{"layer": str(layer + 1), "head": str(head + 1), "up": each >= 1, "far": abs(each - 1) / furthest}
                          for layer, row in enumerate(factors) for head, each in enumerate(row)])
    axis = altair.Axis(domain=False, ticks=False, grid=False, labelAngle=0)
    base = altair.Chart(table).encode(
        x=altair.X("head:O", sort=_counted(len(factors[0])), title="head", axis=axis),
        y=altair.Y("layer:O", sort=_counted(len(factors)), title="layer", axis=axis),
        size=altair.Size("far:Q", legend=None, scale=altair.Scale(domain=[0, 1], range=[2, 130])))
    up = base.transform_filter("datum.up").mark_point(shape="square", filled=True, color=INK["accent"], opacity=1)
    down = base.transform_filter("!datum.up").mark_point(shape="square", color=INK["bad"], strokeWidth=1.4, opacity=1)
    return rendered(up + down, (17 * len(factors[0]), 17 * len(factors)), (34, 8, 4, 34), name, title, says)


def _counted(number: int) -> list[str]:
    """From 1 on: without it an axis would have them in the order in which they are drawn."""
    return [str(each + 1) for each in range(number)]
