import re
from xml.etree import ElementTree

from bench.curriculum_picture import COLOURS, SIDE, curves, dot, picture
from glueline.curriculum.difficulty import PARTS


def line(phase, family="natural", **places):
    return {"task": "rte", "phase": str(phase), "family": family, "rows": "5", **dict.fromkeys(PARTS, ""), **places}


DOT = {"task": "rte", "variability": "0.1250", "confidence": "0.7500", "correctness": "1.0000"}


def test_a_row_lies_at_its_confidence_above_its_variability_and_shows_whether_it_was_answered():
    assert f'cx="{SIDE / 4}" cy="{SIDE / 4}"' in dot(DOT) and "#0072b2" in dot(DOT)
    assert "#d55e00" in dot(DOT | {"correctness": "0.0000"})


def test_a_curve_is_drawn_for_each_part_that_is_known():
    drawn = curves([line(1, length="0.2500", loss="1.0000"), line(4, length="0.7500")])
    assert re.findall(r'points="(\S+) (\S+)" stroke="(\S+)"', drawn) == [
        (f"0.0,{0.75 * SIDE}", f"{SIDE}.0,{0.25 * SIDE}", COLOURS["length"])]
    assert f'points="0.0,0.0" stroke="{COLOURS["loss"]}"' in drawn


def test_each_task_has_its_two_panels_with_its_natural_rows():
    svg = picture([line(1), line(1, "targeted"), line(4), line(1) | {"task": "cola"}], [DOT, DOT])
    titles = [each.text for each in ElementTree.fromstring(svg).iter() if each.text and "rows" in each.text]
    assert titles == ["rte: 10 rows, mean place by phase", "rte: 2 rows", "cola: 5 rows, mean place by phase", "cola: 0 rows"]
