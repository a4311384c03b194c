"""The page's charts: Altair's, rendered to SVG here and now, of a fixed layout that no font can move."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair
import pandas as pd
import vl_convert

from glueline.page.form import cut
from glueline.page.svg import INK, themed

LETTERS = 24  # of a name beside a chart
ROW = 22      # pixels of a row
AXIS = {"labelColor": INK["soft"], "titleColor": INK["soft"], "domainColor": INK["line"], "tickColor": INK["line"],
        "gridColor": INK["line"], "labelFontSize": 11, "titleFontSize": 11, "titleFontWeight": "normal", "labelLimit": 400,
        "gridOpacity": 0.55, "titlePadding": 4, "labelFont": "Liberation Sans", "titleFont": "Liberation Sans"}
CONFIG: dict[str, Any] = {"axis": AXIS, "view": {"stroke": None}, "background": "transparent", "aria": False,
                          "text": {"font": "Liberation Sans", "fontSize": 11, "color": INK["ink"]}}
Drawing = altair.Chart | altair.LayerChart | altair.FacetChart  # what `+` and `layer` may give
Box = tuple[int, int, int, int]  # left, right, top, bottom of the plot, in pixels


def rendered(chart: Drawing, size: tuple[int, int], box: Box, name: str, title: str, says: str) -> str:
    """The SVG of a chart whose plot has the `size` (width, height), with the room of `box` around it."""
    return drawn(spec_of(chart, size, box), name, title, says)


def spec_of(chart: Drawing, size: tuple[int, int], box: Box) -> dict:
    """The chart as Vega-Lite has it."""
    fixed = chart.properties(width=size[0], height=size[1], autosize={"type": "none"},
                             padding=dict(zip(("left", "right", "top", "bottom"), box, strict=True)))
    return fixed.to_dict(validate=False) | {"config": CONFIG}


def drawn(spec: dict, name: str, title: str, says: str, **data: Sequence[dict]) -> str:
    """The SVG of a chart; `data`: the rows of the data that it names."""
    return themed(vl_convert.vegalite_to_svg(spec | {"datasets": spec.get("datasets", {}) | data}), name, title, says)


def span_of(values: Sequence[float], least: float = 4.0) -> list[float]:
    """An axis around values, some room at its ends, at least `least` wide."""
    low, high = min(values), max(values)
    room = max((high - low) * 0.06, (least - (high - low)) / 2, 0.3)
    return [round(low - room, 2), round(high + room, 2)]


def intervals(rows: Sequence[dict], claimed: float | None, name: str, title: str, line: str = "claimed by the article") -> str:
    """Scores with their 95 % intervals, a row a model: {"label", "score", "low", "high"} in points; what is claimed elsewhere
    as a dashed line, which is called `line`."""
    table = pd.DataFrame([{**row, "at": str(place), "label": cut(row["label"], LETTERS)} for place, row in enumerate(rows)])
    values = [row[key] for row in rows for key in ("low", "high")] + ([claimed] if claimed is not None else [])
    named = " : ".join(f"datum.value == '{row['at']}' ? {_quoted(row['label'])}" for _, row in table.iterrows())
    y = altair.Y("at:N", title=None, sort=None, axis=altair.Axis(
        labelExpr=f"{named} : ''", ticks=False, domain=False, labelPadding=6, labelColor=INK["ink"], minExtent=0,
        maxExtent=156))
    x = altair.X("low:Q", title=None, scale=altair.Scale(domain=span_of(values), zero=False, nice=False),
                 axis=altair.Axis(tickCount=4, domain=False, ticks=False))
    base = altair.Chart(table).encode(y=y)
    layers = [base.mark_rule(color=INK["accent"], strokeWidth=2.5, opacity=0.55).encode(x=x, x2="high:Q"),
              base.mark_point(filled=True, color=INK["accent"], size=46, opacity=1).encode(x="score:Q"),
              base.transform_calculate(shown="format(datum.score, '.1f')").mark_text(align="right").encode(
                  x=altair.value(180), text="shown:N")]
    if claimed is not None:
        rule = altair.Chart(pd.DataFrame({"claimed": [claimed]}))
        layers.insert(0, rule.mark_rule(color=INK["claim"], strokeDash=[3, 3], strokeWidth=1.5).encode(x="claimed:Q"))
    said = "; ".join(f"{row['label']} {row['score']:.1f} ({row['low']:.1f} to {row['high']:.1f})" for row in rows)
    other = f"; {line}: {claimed:.1f}" if claimed is not None else ""
    return rendered(altair.layer(*layers), (146, ROW * len(rows)), (154, 40, 6, 22), name, title, f"{said}{other}")


def curve(points: Sequence[tuple[float, float]], name: str, title: str, says: str) -> str:
    """A line of (step, loss)."""
    return drawn(_curve_spec(), name, title, says, points=[{"step": step, "loss": loss} for step, loss in points])


@cache
def _curve_spec() -> dict:
    """Without its points: what Altair needs for a chart is several times what drawing it takes."""
    line = altair.Chart(altair.NamedData("points")).mark_line(color=INK["accent"], strokeWidth=1.6).encode(
        x=altair.X("step:Q", title=None, axis=altair.Axis(tickCount=3, grid=False), scale=altair.Scale(nice=False)),
        y=altair.Y("loss:Q", title=None, axis=altair.Axis(tickCount=3, domain=False, ticks=False),
                   scale=altair.Scale(zero=True)))
    return spec_of(line, (112, 64), (30, 12, 6, 20))


def reliability(bins: Sequence[dict], name: str, title: str, says: str) -> str:
    """How often a classifier is right against how sure it is: a dot a bin, larger where it has more rows."""
    rows = [{key: one[key] for key in ("confidence", "accuracy", "rows")} for one in bins if one["rows"]]
    return drawn(_reliability_spec(), name, title, says, bins=rows)


@cache
def _reliability_spec() -> dict:
    scale = altair.Scale(domain=[0, 1])
    x = altair.X("confidence:Q", title=None, scale=scale, axis=altair.Axis(
        values=[0, 1], format=".0%", ticks=False, grid=False))
    y = altair.Y("accuracy:Q", title=None, scale=scale, axis=altair.Axis(values=[0, 1], format=".0%", ticks=False, grid=False))
    ideal = altair.Chart(pd.DataFrame({"confidence": [0, 1], "accuracy": [0, 1]})).mark_line(
        color=INK["soft"], strokeWidth=1, strokeDash=[3, 3]).encode(x=x, y=y)
    dots = altair.Chart(altair.NamedData("bins")).encode(x=x, y=y)
    size = altair.Size("rows:Q", legend=None, scale=altair.Scale(range=[8, 90], domainMin=0))
    chart = (ideal + dots.mark_line(color=INK["accent"], strokeWidth=1, opacity=0.5)
             + dots.mark_point(filled=True, color=INK["accent"], opacity=0.9).encode(size=size))
    return spec_of(chart, (92, 92), (36, 14, 6, 20))


def _quoted(text: str) -> str:
    """The text as a literal of Vega's expressions, whatever stands in it."""
    return "'" + "".join(letter if letter.isalnum() and letter.isascii() else f"\\u{ord(letter):04x}" if ord(letter) < 0x10000
                         else "?" for letter in text) + "'"
