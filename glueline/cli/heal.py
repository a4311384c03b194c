"""`glueline heal`: after a kill of DVC itself."""

import argparse
from pathlib import Path

from glueline.cli.saying import add_json, say

HELP = "mend what a killed DVC left: locks, a torn dvc.lock, halves"
EXAMPLES = ("glueline heal",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It works on the checkout it is called in."""
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Heal the current folder and print what was done."""
    from glueline.provenance.heal import heal

    done = heal(Path())
    say(args.json, {"done": done}, *(done or ["nothing to heal"]))
    return 0
