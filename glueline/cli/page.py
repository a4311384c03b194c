"""`glueline page`: the leaderboard as one HTML file, with what an audit and the journal say beside each entry."""

import argparse
import os
from pathlib import Path

from glueline.cli.saying import add_json, say
from glueline.refusal import Refused

HELP = "write the leaderboard as one HTML file to open in a browser"
EXAMPLES = ("glueline page   # then open data/page.html", "glueline page --out shown.html --level none",
            "glueline page --only mpnet-student --picture scores.svg")
LEADERBOARD, DATA, PARAMS, RELEASES = Path("leaderboard"), Path("data"), Path("params.yaml"), Path("release")
CLAIMED = Path("claims/id-transformer-article.yaml")  # drawn beside real scores, as what it is
OUT = DATA / "page.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to write it, and how deep to audit before."""
    parser.add_argument("--out", type=Path, default=OUT,
                        help=f"the file; {OUT} unless told. Real sentences stand on a page below data/ alone")
    parser.add_argument("--level", choices=("none", "0", "1"), default="1",
                        help="audit each entry so deep first (0: hashes and records, 1: scores again); none: not at all")
    parser.add_argument("--only", nargs="+", metavar="ENTRY", help="these entries alone; all, and the present run, unless told")
    parser.add_argument("--picture", type=Path, metavar="FILE.svg",
                        help="write a picture of the scores on GLUE's official rows too")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    """Write the page of the checkout in the current folder, and say where it lies."""
    from glueline.audit.looked_at import looked_at, records_of_present, runs_by_record
    from glueline.page.checkout import claimed_by, read_checkout
    from glueline.page.models import Damaged, Shown
    from glueline.page.page import page_html
    from glueline.page.picture import picture
    from glueline.page.sections import Around

    if not LEADERBOARD.is_dir() and not DATA.is_dir():
        raise Refused(f"{Path.cwd()}: neither {LEADERBOARD} nor {DATA} lies here; run it in a checkout of Glueline")
    records = records_of_present(Path()) if (DATA / "scores").is_dir() else {}
    found = read_checkout(LEADERBOARD, DATA, PARAMS, records, RELEASES)
    found = _chosen(found, args.only) if args.only else found
    names = dict.fromkeys(one.entry for one in found if not isinstance(one, Damaged))
    looked = {} if args.level == "none" else looked_at(Path(), names, int(args.level))
    around = Around(looked, runs_by_record(Path()), texts=args.out.resolve().is_relative_to(DATA.resolve()))
    written = page_html(found, around, "glueline page", claimed_by(CLAIMED))
    _write(args.out, written)
    if args.picture:
        _write(args.picture, picture([one for one in found if isinstance(one, Shown)], claimed_by(CLAIMED)))
    damaged = [one.name for one in found if isinstance(one, Damaged)]
    megabytes = len(written.encode()) / 1e6
    say(args.json, {"page": str(args.out), "models": len(found) - len(damaged), "damaged": damaged, "megabytes": megabytes},
        f"{args.out}: {len(found) - len(damaged)} models, {megabytes:.1f} MB"
        + (f"; cannot be shown, as it says: {', '.join(damaged)}" if damaged else ""))
    return 0


def _chosen(found: list, only: list[str]) -> list:
    """What belongs to the entries named."""
    there = [one.name if hasattr(one, "name") else one.entry for one in found]
    for name in only:
        if name not in there:
            raise Refused(f"--only {name}: no such entry; there are {', '.join(dict.fromkeys(there))}")
    return [one for one, name in zip(found, there, strict=True) if name in only]


def _write(path: Path, content: str) -> None:
    """The whole file or none of it."""
    beside = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(content, "utf-8")
        os.replace(beside, path)
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}; name a file that can be written") from None
