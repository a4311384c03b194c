"""Charts made the page's own."""

import re

import pytest

from glueline.page import charts, charts_of_rows
from glueline.page.svg import INK, themed

ROWS = [{"label": "first", "score": 30.2, "low": 24.0, "high": 37.0},
        {"label": "second", "score": 27.3, "low": 20.8, "high": 34.0}]


def test_a_shape_keeps_its_place_and_its_colour_becomes_a_class():
    svg = (f'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="20">'
           f'<g transform="translate(0,0)"><g transform="translate(4.449,2)">'
           f'<path d="M1.23456,2L3,4.98765" stroke="{INK["accent"]}" fill="none" opacity="1"/>'
           f'<line x2="9" stroke="transparent"/></g></g></svg>')
    made = themed(svg, "n", "a title", "what it says")
    assert made == ('<svg class="chart" viewBox="0 0 100 20" width="100" height="20" role="img" aria-labelledby="n-t" '
                    'aria-describedby="n-d"><title id="n-t">a title</title><desc id="n-d">what it says</desc>'
                    '<g transform="translate(4.4,2)"><path class="s-accent" d="M1.2,2L3,5"/></g></svg>')


def test_a_colour_that_the_style_sheet_does_not_have_is_an_error():
    with pytest.raises(KeyError, match="#123456"):
        themed('<svg width="1" height="1"><path d="M0,0" fill="#123456"/></svg>', "n", "", "")


def test_what_a_chart_says_is_escaped():
    made = charts.intervals([ROWS[0] | {"label": "</svg><script>x"}], None, "n", 'a "title" & <b>')
    assert "<script" not in made and made.count("</svg>") == 1
    assert "a &quot;title&quot; &amp; &lt;b&gt;" in made


def test_an_interval_chart_has_its_scores_in_words_and_a_line_for_the_claim():
    made = charts.intervals(ROWS, 71.9, "n", "CoLA: scores")
    assert "<desc" in made and "first 30.2 (24.0 to 37.0); second 27.3 (20.8 to 34.0); claimed by the article: 71.9" in made
    assert len(re.findall(r'class="s-claim"', made)) == 1 and len(re.findall(r"<circle ", made)) == 2
    assert "s-claim" not in charts.intervals(ROWS, None, "n", "CoLA: scores")


def test_the_intervals_stand_where_their_numbers_say():
    """On an axis from 20.0 to 40.0, 200 pixels a unit of 20: drawn widths are in the ratio of the intervals."""
    made = charts.intervals([ROWS[0] | {"low": 20.0, "high": 40.0}, ROWS[1] | {"low": 25.0, "high": 35.0}], None, "n", "t")
    widths = [float(found) for found in re.findall(r'<line class="s-accent" x2="-?([\d.]+)"', made)]
    assert len(widths) == 2 and widths[0] / widths[1] == pytest.approx(2.0, abs=0.01)


def test_a_name_of_any_letters_is_drawn_as_it_is():
    made = charts.intervals([ROWS[0] | {"label": "a'b\\c ü–"}], None, "n", "t")
    assert ">a'b\\c ü–</text>" in made or ">a&#x27;b\\c ü–</text>" in made


@pytest.mark.parametrize("made", [
    charts.curve([(0, 1.0), (5, 0.5)], "n", "t", "s"),
    charts.reliability([{"rows": 3, "confidence": 0.5, "accuracy": 1.0},
                        {"rows": 0, "confidence": None, "accuracy": None}], "n", "t", "s"),
    charts_of_rows.drops([{"label": "RTE", "parents": 90.0, "score": 60.0, "low": 50.0, "high": 70.0}], "n", "t", "s"),
    charts_of_rows.slices([{"slice": "long", "ratio": 9.0, "worse": True},
                           {"slice": "long", "ratio": 1.0, "worse": False}], "n", "t", "s"),
    charts_of_rows.phases([{"task": "RTE", "phase": 1, "rows": 10}, {"task": "RTE", "phase": 4, "rows": 5}], "n", "t", "s"),
    charts_of_rows.heads([[1.1, 0.9, 1.0], [0.8, 1.0, 1.2]], "n", "t", "s"),
], ids=["curve", "reliability", "drops", "slices", "phases", "heads"])
def test_every_chart_has_no_colour_font_or_style_of_its_own(made):
    assert not re.search(r"#[0-9a-f]{3,8}\b|font-family|style=|rgb", made)
    assert made.count("<title") == made.count("<desc") == 1 and 'role="img"' in made


def test_heads_stand_in_the_order_of_their_numbers():
    """Both below and above 1 from the first on: an axis ordered by what is drawn first would have them otherwise."""
    made = charts_of_rows.heads([[1.1, 0.9, 1.2, 0.8], [0.7, 1.3, 1.0, 1.0]], "n", "t", "s")
    assert re.findall(r">(\d)</text>", made)[:4] == ["1", "2", "3", "4"]
