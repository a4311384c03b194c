"""`glueline plots`: the page of `dvc plots`, with its scripts in it.

DVC's own page loads Vega from a CDN. `dvc plots --html-template` takes another page, and vl-convert carries the same scripts.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from glueline.refusal import Refused

HELP = "write DVC's plots as a page that needs no network"
EXAMPLES = ("glueline plots", "glueline plots HEAD~1   # beside what lies here")
TEMPLATE = ".dvc/tmp/plots.html"
PAGE = """<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<title>Glueline: plots</title>
<script>(function () {SCRIPTS})();</script>
</head>
<body>
{plot_divs}
</body>
</html>
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which revisions, and where to."""
    parser.add_argument("revisions", nargs="*", metavar="REVISION", help="commits or experiments; none: what lies here")
    parser.add_argument("--out", type=Path, default=Path("data/plots"), metavar="DIR",
                        help="for the page and its pictures; data/plots unless told")


def run(args: argparse.Namespace) -> int:
    """Write the page."""
    if not Path(".dvc").is_dir():
        raise Refused("plots: no .dvc here; run from the top of the checkout")
    Path(TEMPLATE).parent.mkdir(parents=True, exist_ok=True)
    Path(TEMPLATE).write_text(template(), "utf-8")
    what = ["diff", *args.revisions] if args.revisions else ["show"]
    command = [sys.executable, "-m", "dvc", "plots", *what, "--html-template", TEMPLATE, "--out", str(args.out)]
    return subprocess.run(command, check=False).returncode


def template() -> str:
    """A page with DVC's placeholder for plots, and Vega, Vega-Lite 5 (which DVC's plots are written in) and vega-embed."""
    import vl_convert

    scripts = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version="5.20")
    return PAGE.replace("SCRIPTS", scripts)
