"""Writes the tutorial's task: reviews of household goods, as train.csv and validation.csv in the folder that is given.

    python docs/reviews.py own/reviews
"""

import csv
import sys
from itertools import product
from pathlib import Path

THINGS = "lamp chair kettle knife bag pillow clock ladder radio broom mirror heater".split()
GOOD = ["works as it should", "has served us well for years", "is better than the old one", "was worth every penny"]
BAD = ["broke within a week", "never did what the box says", "went straight back to the shop", "smells of burnt rubber"]
OPENINGS = ["The {} {}.", "My sister says that her {} {}.", "I must say, this {} {}."]


def main(folder: Path) -> None:
    """Every opening, thing and verdict once; each fifth row is held out."""
    rows = [(opening.format(thing, verdict), label) for thing, opening, (label, verdicts) in product(
        THINGS, OPENINGS, (("good", GOOD), ("bad", BAD))) for verdict in verdicts]
    for name, held_out in (("train", False), ("validation", True)):
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            out = csv.writer(file)
            out.writerow(["text", "label"])
            out.writerows(row for number, row in enumerate(rows) if (number % 5 == 4) == held_out)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
