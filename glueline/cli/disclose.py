"""`glueline disclose`: what must be said beside an entry's numbers, derived from its records."""

import argparse
import json
from pathlib import Path

from glueline.refusal import Refused

HELP = "derive what must be said beside an entry: tries, leaks, cost"
EXAMPLES = ("glueline disclose minilm-plain",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which entry."""
    parser.add_argument("entry", nargs="+", metavar="ENTRY", help="an entry of the leaderboard, or: this run")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: argparse.Namespace) -> int:
    """Disclose an entry of the checkout in the current folder."""
    from glueline.audit.disclosure import disclose
    from glueline.audit.disclosure_page import show_disclosure
    from glueline.audit.target import words_to_names

    names = words_to_names(args.entry)
    if len(names) != 1:
        raise Refused(f"disclose: {' '.join(args.entry)}: give one entry")
    found = disclose(Path(), names[0].rstrip("/"))
    if args.json:
        print(json.dumps(found, indent=2, sort_keys=True))
    else:
        show_disclosure(found)
    return 0
