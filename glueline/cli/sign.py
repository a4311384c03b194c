"""`glueline sign ENTRY --key FILE`: who answers for an entry."""

import argparse
from pathlib import Path

from glueline.cli.saying import add_json, say

HELP = "sign an entry with a private key"
EXAMPLES = ("glueline sign leaderboard/minilm-plain --key key.pem",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The entry and the private key."""
    parser.add_argument("entry", type=Path, help="the entry's folder, as leaderboard/NAME")
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="a private key in PEM, without a passphrase")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Sign, and say where the envelope is."""
    from glueline.provenance.signing import sign

    envelope = sign(args.entry, args.key)
    say(args.json, {"envelope": str(envelope)},
        f"{envelope}: signed; git add it, and publish the public key elsewhere than here")
    return 0
