"""`glueline heal`: after a kill of DVC itself."""

import argparse
from pathlib import Path

HELP = "mend what a killed DVC left behind: stale locks, a torn dvc.lock, half-made outputs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None: it works on the checkout it is called in."""


def run(args: argparse.Namespace) -> int:
    """Heal the current folder and print what was done."""
    from glueline.provenance.heal import heal

    done = heal(Path())
    print("\n".join(done) if done else "nothing to heal")
    return 0
