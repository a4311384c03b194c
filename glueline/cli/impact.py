"""`glueline impact`: from a row, a file or a parameter forward to all that it touched."""

import argparse
import json
from pathlib import Path

HELP = "follow a row, file or parameter forward to all it touched"
EXAMPLES = ("glueline impact rte/train/12",
            "glueline impact data/raw/rte/train.parquet",
            "glueline impact teach.language.seed")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to follow."""
    parser.add_argument("what", metavar="ROW|FILE|PARAM", help="a row's id (rte/train/12), a file by path or sha256, a dotted "
                        "name of params.yaml (teach.minilm.seed)")
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: argparse.Namespace) -> int:
    """Follow it through the checkout in the current folder."""
    from glueline.audit.impact import impact
    from glueline.audit.trace_page import show_impact

    found = impact(Path(), args.what)
    if args.json:
        print(json.dumps(found, indent=2, sort_keys=True))
    else:
        show_impact(found)
    return 0
