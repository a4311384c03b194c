"""`glueline compare A B`: is one entry better than another, or is it chance?"""

import argparse
import json
from pathlib import Path

HELP = "compare two entries on the same rows: intervals and tests"
EXAMPLES = ("glueline compare minilm-plain minilm-plain-epochs",
            "glueline compare ensemble student --json")
LEADERBOARD, SCORES = Path("leaderboard"), Path("data/scores")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The two sides, how many resamples with which seed, and whether a program reads the answer."""
    what = "an entry in leaderboard/, ENTRY/TEACHER, a teacher in data/scores, or 'this run'; several seeds count as one"
    parser.add_argument("base", metavar="A", help=what)
    parser.add_argument("other", metavar="B", help="the same; differences are B minus A")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--resamples", type=int, default=2000, help="of the bootstrap")
    parser.add_argument("--seed", type=int, default=1, help="of the bootstrap")


def run(args: argparse.Namespace) -> int:
    """Compare in the checkout of the current folder. A difference, or none, is no failure: only bad input is refused."""
    from glueline.refusal import Refused
    from glueline.tables.comparing import compare_entrants
    from glueline.tables.comparison_page import page
    from glueline.tables.kept import find_entrant

    if args.resamples < 100:
        raise Refused(f"--resamples {args.resamples}: fewer than 100 tell nothing of 2.5 %")
    base, other = (find_entrant(name, LEADERBOARD, SCORES) for name in (args.base, args.other))
    found = compare_entrants(base, other, args.resamples, args.seed)
    print(json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False) if args.json else page(found))
    return 0
