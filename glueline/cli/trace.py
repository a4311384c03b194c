"""`glueline trace`: from a cell back to everything it rests on."""

import argparse
import json
from pathlib import Path

from glueline.refusal import Refused

HELP = "follow a cell back, down to a row and the steps that used it"
EXAMPLES = ("glueline trace minilm-plain/rte",
            "glueline trace this run/student/rte --row rte/train/12")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The cell, and a row to be told of."""
    parser.add_argument("cell", nargs="+", metavar="ENTRY/CELL",
                        help="as minilm-plain/cola, entry/model/cell, or: this run/cola")
    parser.add_argument("--row", metavar="ID", help="tell of this row too, as rte/train/12")
    parser.add_argument("--json", action="store_true", help="for scripts: everything, every made row included")


def run(args: argparse.Namespace) -> int:
    """Trace a cell of the checkout in the current folder."""
    from glueline.audit.target import words_to_names
    from glueline.audit.trace import trace
    from glueline.audit.trace_page import show_trace

    names = words_to_names(args.cell)
    if len(names) != 1 or "/" not in names[0]:
        raise Refused(f"trace: {' '.join(args.cell)}: give one cell, as in minilm-plain/cola")
    found = trace(Path(), names[0], args.row)
    if args.json:
        print(json.dumps(found, indent=2, sort_keys=True))
    else:
        show_trace(found)
    return 0
