"""Scores with their intervals as one SVG file of its own, for a README or a paper: a chart a cell, as the page has them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from xml.etree import ElementTree

from glueline.glue.cells import BUILT_IN
from glueline.page.charts import intervals
from glueline.page.models import Shown, labels_of
from glueline.page.page import COLUMNS, TEMPLATES, in_order
from glueline.refusal import Refused

WIDE, HEAD, GAP, EDGE, FOOT = 340, 20, 12, 12, 26  # of a chart, of its title, between two, around all, of the legend; in pixels
COLOURS = re.compile(r"^:root \{.*?\}$|^@media \(prefers-color-scheme.*?\} \}$|^[.][fs]-\w+ .*?$|^:is\(path.*?$", re.M | re.S)
OWN = 'text{font:11px "Liberation Sans",Arial,sans-serif}.b{font-weight:bold;font-size:13px}'
LEGEND = ("score and its 95 % interval, in points of 100", "what the article claims, on a split it does not name")


def picture(models: Sequence[Shown], claimed: Mapping[str, float]) -> str:
    """Two charts a row, of the cells that any of the models on real data fills. Light or dark as its reader's screen is. Raises
    Refused where there is nothing to draw."""
    real = in_order(one for one in models if one.standing != BUILT_IN)
    charts = list(_charts(real, claimed))
    if not charts:
        raise Refused("no kept entry has a score on GLUE's official rows: there is nothing to draw")
    return sheet(charts, "Scores with their 95 % intervals", LEGEND[: 2 if claimed else 1])


def sheet(charts: Sequence[tuple[str, str]], title: str, legend: Sequence[str]) -> str:
    """The SVG of charts, (heading, SVG) each, two a row. `legend`: what a point with its interval is, and what the dashed line
    is where there is one."""
    parts, bottom = [], EDGE
    for at in range(0, len(charts), 2):
        row = [_placed(*chart, EDGE + side * (WIDE + GAP), bottom) for side, chart in enumerate(charts[at : at + 2])]
        parts += [part for part, _ in row]
        bottom += max(height for _, height in row) + GAP
    style = "".join(COLOURS.findall((TEMPLATES / "page.css").read_text("utf-8")))
    width, height = 2 * (EDGE + WIDE) + GAP, bottom + FOOT
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return (f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"><title>{title}</title>'
            f'<style>{style}{OWN}</style><rect width="100%" height="100%" fill="var(--paper)"/>'
            f'{"".join(parts)}{_legend(bottom + 8, legend)}</svg>\n')


def heading_of(title: str, says: str) -> str:
    """What stands above a chart."""
    return f'<tspan class="b f-ink">{escape(title)}</tspan> <tspan class="f-soft">{escape(says)}</tspan>'


def _charts(models: Sequence[Shown], claimed: Mapping[str, float]) -> Iterator[tuple[str, str]]:
    """The heading and the chart of each cell that is filled."""
    labels = labels_of(models)
    for column in COLUMNS:
        name, rows = column["name"], []
        for label, one in zip(labels, models, strict=True):
            cell = one.scores["cells"].get(name)
            if cell and cell["score"] is not None:
                rows.append({"label": label, **{key: cell[key] for key in ("score", "low", "high")}})
        if rows:
            figure = f"; claimed {claimed[name]:.1f}" if name in claimed else ""
            says = f'{column["metrics"]}{" †" if column["seen"] else ""}{figure}'
            svg = intervals(rows, claimed.get(name), f"p-{name}", f'{column["title"]}: scores')
            yield heading_of(column["title"], says), svg


def _placed(heading: str, svg: str, x: int, y: int) -> tuple[str, int]:
    """A chart below its heading, and how high both are."""
    height = ElementTree.fromstring(svg).attrib["height"]
    there = svg.replace("<svg ", f'<svg x="{x}" y="{y + HEAD}" ', 1)
    return f'<text x="{x}" y="{y + 13}">{heading}</text>{there}', HEAD + int(float(height))


def _legend(y: int, says: Sequence[str]) -> str:
    x, to = EDGE, EDGE + WIDE + GAP
    own = (f'<line class="s-accent" x1="{x}" x2="{x + 36}" y1="{y}" y2="{y}" stroke-width="2.5" opacity=".55"/>'
           f'<circle class="f-accent" cx="{x + 18}" cy="{y}" r="3.8"/>'
           f'<text class="f-soft" x="{x + 44}" y="{y + 4}">{says[0]}</text>')
    if len(says) == 1:
        return own
    line = f'<line class="s-claim" x1="{to}" x2="{to}" y1="{y - 7}" y2="{y + 7}" stroke-width="1.5" stroke-dasharray="3,3"/>'
    return f'{own}{line}<text class="f-soft" x="{to + 10}" y="{y + 4}">{says[1]}</text>'
