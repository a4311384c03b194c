"""`glueline scores`: a run's cells and averages, its models beside each other."""

import argparse
import json
from pathlib import Path

HELP = "print the scores of a run or an entry, models beside each other"
EXAMPLES = ("glueline scores",
            "glueline scores mpnet-student --json")
LEADERBOARD, SCORES = Path("leaderboard"), Path("data/scores")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose scores, and whether a program reads them."""
    what = "an entry in leaderboard/, ENTRY/MODEL, a model in data/scores, or 'this run' (as without it)"
    parser.add_argument("name", metavar="NAME", nargs="?", default="this run", help=what)
    parser.add_argument("--json", action="store_true", help="print one JSON object: cells and averages by model")


def run(args: argparse.Namespace) -> int:
    """Print what was scored in the checkout of the current folder; nothing is computed."""
    from rich.console import Console

    from glueline.tables.kept import runs_of
    from glueline.tables.score_sheet import sheet

    scores = {each.teacher: each.scores for each in runs_of(args.name, LEADERBOARD, SCORES)}
    if args.json:
        found = {model: {key: each[key] for key in ("data", "cells", "averages")} for model, each in scores.items()}
        print(json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False))
    else:
        console = Console(highlight=False)
        # piped, the table is as wide as it needs to be
        console.print(sheet(args.name, scores), width=None if console.is_terminal else 400, crop=False)
    return 0
