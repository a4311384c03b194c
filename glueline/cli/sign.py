"""`glueline sign ENTRY --key FILE`: who answers for an entry."""

import argparse
from pathlib import Path

HELP = "sign an entry of the leaderboard with a private key"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The entry and the private key."""
    parser.add_argument("entry", type=Path, help="the entry's folder, as leaderboard/NAME")
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="a private key in PEM, without a passphrase")


def run(args: argparse.Namespace) -> int:
    """Sign, and say where the envelope is."""
    from glueline.provenance.signing import sign

    print(f"{sign(args.entry, args.key)}: signed; git add it, and publish the public key elsewhere than here")
    return 0
