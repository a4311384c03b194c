"""How a command says what it found: to people in lines, to scripts (`--json`) as one JSON object."""

import argparse
import json


def add_json(parser: argparse.ArgumentParser) -> None:
    """The switch that every command which prints data has."""
    parser.add_argument("--json", action="store_true", help="for scripts: one JSON object")


def say(as_json: bool, found: dict, *lines: str) -> None:
    """Print what was found, one way or the other."""
    print(json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False) if as_json else "\n".join(lines))
