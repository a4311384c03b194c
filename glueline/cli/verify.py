"""`glueline verify ENTRY --public FILE`: is an entry what was signed?"""

import argparse
from pathlib import Path

from glueline.cli.saying import add_json, say

HELP = "check an entry against its signature, with the public key"
EXAMPLES = ("glueline verify leaderboard/minilm-plain --public public.pem",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The entry and the public key."""
    parser.add_argument("entry", type=Path, help="the entry's folder, as leaderboard/NAME")
    parser.add_argument("--public", type=Path, required=True, metavar="FILE", help="the signer's public key in PEM")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Verify; what is wrong is refused by name (exit code 2)."""
    from glueline.provenance.signing import verify

    covered = verify(args.entry, args.public)
    say(args.json, {"entry": str(args.entry), "files": covered, "verified": True},
        f"{args.entry}: signed with the key of {args.public}; none of its {covered} files has changed since. "
        "That its scores can be made again, a signature does not say")
    return 0
