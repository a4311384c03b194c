"""`glueline verify ENTRY --public FILE`: is an entry what was signed?"""

import argparse
from pathlib import Path

HELP = "check an entry of the leaderboard against its signature; takes the public key alone"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The entry and the public key."""
    parser.add_argument("entry", type=Path, help="the entry's folder, as leaderboard/NAME")
    parser.add_argument("--public", type=Path, required=True, metavar="FILE", help="the signer's public key in PEM")


def run(args: argparse.Namespace) -> int:
    """Verify; what is wrong is refused by name (exit code 2)."""
    from glueline.provenance.signing import verify

    covered = verify(args.entry, args.public)
    print(f"{args.entry}: signed with the key of {args.public}; none of its {covered} files has changed since. "
          "That its scores can be made again, a signature does not say")
    return 0
