"""`glueline keep NAME`: the present run becomes an entry of the leaderboard."""

import argparse
from pathlib import Path

from glueline.cli.saying import add_json, say

HELP = "keep the present run as the entry leaderboard/NAME"
EXAMPLES = ('glueline keep minilm-plain --note "3 epochs of everything"',)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The entry's name, a note to stand beside it, and whether an entry of that name may be replaced."""
    parser.add_argument("name", help="the folder below leaderboard/, in small letters")
    parser.add_argument("--note", default="", help="a sentence that the leaderboard shows with the entry")
    parser.add_argument("--replace", action="store_true", help="put it in place of an entry of that name")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Keep the run of the checkout in the current folder, and say what to do next."""
    from glueline.provenance.entries import keep

    kept = keep(Path(), args.name, args.note, args.replace)
    say(args.json, {"entry": str(kept)},
        f"kept as {kept}; `dvc repro publish` shows it, git add {kept} and dvc push make it last")
    return 0
