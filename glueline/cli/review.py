"""`glueline review`: a person looks at made rows, and what they found is kept beside the ledger."""

import argparse
from pathlib import Path

from glueline.cli.saying import add_json, say

HELP = "write a sheet of made rows for a person, or read one back"
EXAMPLES = ("glueline review --sample 50",
            "glueline review --read data/review.csv")
ADVERSARIAL, PREPARED = Path("data/adversarial"), Path("data/prepared")
SHEET = Path("data/review.csv")  # it holds texts, so it stays where git does not look
REVIEWS = Path("leaderboard/reviews")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How many rows, which ones and into which sheet; or the sheet to read."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--sample", type=int, metavar="ROWS", help="write so many accepted rows, of each operator about as many")
    what.add_argument("--read", type=Path, metavar="SHEET", help="read a sheet that was filled in")
    parser.add_argument("--seed", type=int, default=1, help="draw other rows with another seed")
    parser.add_argument("--sheet", type=Path, default=SHEET, help=f"where to write it; {SHEET} unless told")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Write or read a sheet in the checkout of the current folder, and say what to do next."""
    from glueline.tables.review_sheet import read_sheet, sample, write_sheet
    from glueline.tables.reviewed import keep_review

    if args.read is None:
        rows = sample(ADVERSARIAL, args.sample, args.seed)
        write_sheet(args.sheet, rows, PREPARED)
        say(args.json, {"sheet": str(args.sheet), "rows": len(rows)},
            f"{args.sheet}: {len(rows)} rows; fill in its last columns, then `glueline review --read {args.sheet}`")
        return 0
    answers = read_sheet(args.read, ADVERSARIAL)
    kept = keep_review(REVIEWS, answers, ADVERSARIAL)
    say(args.json, {"review": str(kept), "rows": len(answers)},
        f"{kept}: {len(answers)} rows answered; git add it to make it last")
    return 0
