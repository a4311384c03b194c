"""Slices drawn: how much worse a model is inside than outside, by slice and cell (Altair, rendered to SVG here and now)."""

import altair
import pandas as pd
import vl_convert

from glueline.analysis.search import Found
from glueline.glue.cells import CELLS

KINDS = ["significantly worse", "not shown to be worse"]
MOST = 4.0


def slices_svg(found: list[Found], title: str) -> str:
    """An SVG of every slice that was looked at: a dot a slice and cell, filled where it is significantly worse. Losses of
    different tasks have different units, so each is shown as the ratio of the loss inside to that outside."""
    rows = [{"slice": one.slice, "cell": CELLS[one.cell].title, "worse": KINDS[not one.worse],
             "ratio": min(one.inside / one.outside, MOST) if one.outside else MOST if one.inside else 1.0} for one in found]
    chart = altair.Chart(pd.DataFrame(rows, columns=["slice", "cell", "ratio", "worse"])).encode(
        x=altair.X("ratio:Q", title=f"loss inside the slice / outside (at most {MOST:g} is drawn)"),
        y=altair.Y("slice:N", title=None, sort="ascending"),
        color=altair.Color("worse:N", title=None, scale=altair.Scale(
            domain=KINDS, range=["#b2182b", "#9a9a9a"])),
        shape=altair.Shape("cell:N", title=None),
    ).mark_point(filled=True, opacity=0.8, size=45)
    one = altair.Chart(pd.DataFrame({"ratio": [1.0]})).mark_rule(strokeDash=[4, 3], color="#555").encode(x="ratio:Q")
    faceted = (one + chart).properties(width=480, height=16 * max(len({row["slice"] for row in rows}), 1), title=title)
    return vl_convert.vegalite_to_svg(faceted.to_json())
