"""A picture of a curriculum: what is hard about the rows of each phase, and the map of what the scouts learned.

    python -m bench.curriculum_picture data/curriculum/NAME [--out curriculum.svg]

One line of two panels a task. Left: the mean place of the natural rows of a phase in each part of the difficulty, 0.5 being
the middle of all rows. Right: the map of Swayamdipta et al. 2020, "Dataset cartography" (arXiv 2009.10795): confidence against
variability, a dot a row, coloured by correctness. SVG needs no plotting library.
"""

import argparse
import csv
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from glueline.curriculum.difficulty import PARTS, PHASES

SIDE, GAP, TOP = 220, 70, 70  # of a panel, between panels, above them, in pixels
OKABE_ITO = "#e69f00 #56b4e9 #009e73 #000000 #0072b2 #d55e00 #cc79a7".split()  # told apart by the colour-blind too
COLOURS = dict(zip(PARTS, OKABE_ITO, strict=True))
WRONG, RIGHT = (213, 94, 0), (0, 114, 178)
WIDEST = 0.5  # no standard deviation of a probability is above it


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("curriculum", type=Path)
    parser.add_argument("--out", type=Path, default=Path("curriculum.svg"))
    arguments = parser.parse_args()
    difficulty, cartography = (lines_of(arguments.curriculum / f"{name}.csv") for name in ("difficulty", "cartography"))
    arguments.out.write_text(picture(difficulty, cartography), "utf-8")
    print(arguments.out)


def lines_of(path: Path) -> list[dict[str, str]]:
    """The lines of a table by column."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def picture(difficulty: Sequence[dict[str, str]], cartography: Sequence[dict[str, str]]) -> str:
    """The SVG of both tables."""
    means, dots = (defaultdict(list) for _ in range(2))
    for by_task, lines in ((means, difficulty), (dots, cartography)):
        for line in lines:
            by_task[line["task"]].append(line)
    panels = [legend()]
    for number, task in enumerate(means):
        top = TOP + number * (SIDE + GAP)
        natural = [line for line in means[task] if line["family"] == "natural"]
        rows = sum(int(line["rows"]) for line in natural)
        left = frame(f"{task}: {rows:,} rows, mean place by phase", "phase", "", ("1", str(PHASES)))
        right = frame(f"{task}: {len(dots[task]):,} rows", "variability", "confidence", ("0", str(WIDEST)))
        panels += [placed(GAP, top, left + curves(natural)), placed(SIDE + 2 * GAP, top, right + "".join(map(dot, dots[task])))]
    size = f'width="{2 * SIDE + 3 * GAP}" height="{TOP + len(means) * (SIDE + GAP)}"'
    style = "text{font:11px sans-serif;fill:#333}polyline,rect{fill:none;stroke-width:1.5}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{style}</style>\n' + "\n".join(panels) + "\n</svg>\n"


def placed(x: float, y: float, inside: str) -> str:
    return f'<g transform="translate({x},{y})">{inside}</g>'


def text(x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{words}</text>'


def frame(title: str, across: str, up: str, ends: tuple[str, str]) -> str:
    """A panel's border, its title, its axes' names and their ends; upwards it goes from 0 to 1."""
    upright = placed(-12, SIDE / 2, f'<g transform="rotate(-90)">{text(0, 0, up)}</g>')
    names = text(SIDE / 2, -8, title) + text(SIDE / 2, SIDE + 16, across) + upright
    corners = text(0, SIDE + 16, ends[0]) + text(SIDE, SIDE + 16, ends[1])
    corners += text(-6, SIDE, "0", "end") + text(-6, 10, "1", "end")
    return f'<rect width="{SIDE}" height="{SIDE}" stroke="#bbb"/>{names}{corners}'


def curves(lines: Sequence[dict[str, str]]) -> str:
    """A curve for each part that is known, over the phases."""
    found = []
    for part, colour in COLOURS.items():
        known = [(int(line["phase"]), float(line[part])) for line in lines if line[part]]
        at = " ".join(f"{(phase - 1) / (PHASES - 1) * SIDE:.1f},{(1 - place) * SIDE:.1f}" for phase, place in known)
        found += [f'<polyline points="{at}" stroke="{colour}"/>'] if known else []
    return "".join(found)


def dot(line: dict[str, str]) -> str:
    """A row on the map."""
    x, y = float(line["variability"]) / WIDEST * SIDE, (1 - float(line["confidence"])) * SIDE
    share = float(line["correctness"])
    colour = "".join(f"{round(wrong + (right - wrong) * share):02x}" for wrong, right in zip(WRONG, RIGHT, strict=True))
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="#{colour}" fill-opacity="0.6"/>'


def legend() -> str:
    """The parts' colours, and those of correctness."""
    parts = "".join(f'<text x="{GAP + number % 4 * 60}" y="{18 + number // 4 * 16}" style="fill:{colour}">{part}</text>'
                    for number, (part, colour) in enumerate(COLOURS.items()))
    shares = "".join(dot({"variability": str((share + 0.5) / 20 * WIDEST), "confidence": "1", "correctness": str(share / 4)})
                     for share in range(5))
    return parts + placed(SIDE + 2 * GAP, 14, shares + text(SIDE / 4 + 4, 4, "answered rightly: never ... always", "start"))


if __name__ == "__main__":
    main()
