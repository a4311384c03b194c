"""`glueline page`: the leaderboard as one HTML file, with what an audit and the journal say beside each entry."""

import argparse
import os
from pathlib import Path

from glueline.cli.saying import add_json, say
from glueline.refusal import Refused

HELP = "write the leaderboard as one HTML file to open in a browser"
EXAMPLES = ("glueline page   # then open data/page.html", "glueline page --out shown.html --level none")
LEADERBOARD, DATA, PARAMS = Path("leaderboard"), Path("data"), Path("params.yaml")
CLAIMED = Path("claims/id-transformer-article.yaml")  # drawn beside real scores, as what it is
OUT = DATA / "page.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to write it, and how deep to audit before."""
    parser.add_argument("--out", type=Path, default=OUT,
                        help=f"the file; {OUT} unless told. Real sentences stand on a page below data/ alone")
    parser.add_argument("--level", choices=("none", "0", "1"), default="1",
                        help="audit each entry so deep first (0: hashes and records, 1: scores again); none: not at all")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Write the page of the checkout in the current folder, and say where it lies."""
    from glueline.audit.looked_at import looked_at, records_of_present, runs_by_record
    from glueline.page.checkout import claimed_by, read_checkout
    from glueline.page.models import Damaged
    from glueline.page.page import page_html
    from glueline.page.sections import Around

    if not LEADERBOARD.is_dir() and not DATA.is_dir():
        raise Refused(f"{Path.cwd()}: neither {LEADERBOARD} nor {DATA} lies here; run it in a checkout of Glueline")
    found = read_checkout(LEADERBOARD, DATA, PARAMS, records_of_present(Path()) if (DATA / "scores").is_dir() else {})
    names = dict.fromkeys(one.entry for one in found if not isinstance(one, Damaged))
    looked = {} if args.level == "none" else looked_at(Path(), names, int(args.level))
    around = Around(looked, runs_by_record(Path()), texts=args.out.resolve().is_relative_to(DATA.resolve()))
    written = page_html(found, around, "glueline page", claimed_by(CLAIMED))
    _write(args.out, written)
    damaged = [one.name for one in found if isinstance(one, Damaged)]
    megabytes = len(written.encode()) / 1e6
    say(args.json, {"page": str(args.out), "models": len(found) - len(damaged), "damaged": damaged, "megabytes": megabytes},
        f"{args.out}: {len(found) - len(damaged)} models, {megabytes:.1f} MB"
        + (f"; cannot be shown, as it says: {', '.join(damaged)}" if damaged else ""))
    return 0


def _write(path: Path, content: str) -> None:
    """The whole file or none of it."""
    beside = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(content, "utf-8")
        os.replace(beside, path)
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}; name a file that can be written with --out") from None
