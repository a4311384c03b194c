"""`glueline claims FILE`: examine a published results table, or the figures of one of our own pages."""

import argparse
import json
import os
import sys
from pathlib import Path

from glueline.cli.saying import say
from glueline.refusal import Refused

HELP = "examine the claims of a published results table"
EXAMPLES = ("glueline claims claims/id-transformer-article.yaml",
            "glueline claims claims/id-transformer-article.yaml --beside mpnet-student",
            "glueline claims claims/readme.yaml   # the figures of our own README")

EXITS = "0: all of it holds; 1: something does not; 2: the file is refused"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The claims file and the form of the answer."""
    parser.add_argument("file", type=Path, help="a claims file of a table, as claims/id-transformer-article.yaml, or of a page")
    parser.add_argument("--beside", action="append", default=[], metavar="NAME",
                        help="show the table's rows beside the cells of this entry, model or scores.json; may be repeated")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.add_argument("--markdown", type=Path, metavar="OUT", help="write the findings as a Markdown page")


def run(args: argparse.Namespace) -> int:
    """Print (or write) what is found; 1 where something does not hold, else 0."""
    from glueline.claims.bound import check_page, page_from
    from glueline.claims.plain_yaml import read_plain

    content = read_plain(args.file)
    if isinstance(content, dict) and content.get("kind") == "page":
        if args.beside:
            raise Refused(f"{args.file}: a page of our own has no rows to stand beside; --beside takes a table")
        stale = check_page(page_from(content, str(args.file)), Path())
        print("\n".join(stale) if stale else f"{args.file}: every figure is as its file has it")
        return int(bool(stale))
    return _beside(args, content) if args.beside else _examine(args, content)


def _beside(args: argparse.Namespace, content: object) -> int:
    from glueline.claims.beside import cells_of, markdown_beside, means_beside, rows_beside
    from glueline.claims.claims_file import table_from

    table = table_from(content, str(args.file))
    ours = {name: cells_of(name, Path("leaderboard"), Path("data/scores")) for name in args.beside}
    shown = markdown_beside(table, ours)
    if args.markdown:
        _write(args.markdown, shown + "\n")
    say(args.json, {"rows": rows_beside(table, ours), "means": means_beside(table, ours)},
        f"{args.markdown}: written" if args.markdown else shown)
    return 0


def _examine(args: argparse.Namespace, content: object) -> int:
    from glueline.claims.claims_file import table_from
    from glueline.claims.examine import counts, examine, plain
    from glueline.claims.findings import FAILS
    from glueline.claims.page import page, text

    table = table_from(content, str(args.file))
    sections = examine(table)
    if args.markdown:
        _write(args.markdown, page(table, sections, f"glueline claims {args.file} --markdown {args.markdown}"))
    if args.json:
        json.dump(plain(table, sections), sys.stdout, indent=2, ensure_ascii=False)
        print()
    else:
        print(f"{args.markdown}: written" if args.markdown else text(table, sections))
    return int(counts(sections)[FAILS] > 0)


def _write(path: Path, content: str) -> None:
    """The whole file or none of it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.part")
        beside.write_text(content, "utf-8")
        os.replace(beside, path)
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}; name a file that can be written") from None
