"""Data Docs: what Great Expectations found, as a static site that can be read without a network."""

import re
import shutil
from html import escape
from pathlib import Path

from great_expectations.data_context import EphemeralDataContext

from glueline.tables.outcome import Outcome

# Great Expectations' pages fetch their scripts, styles, icons and logo; without a network its index is an empty page.
_ELSEWHERE = re.compile(r'''<script[^>]*src="https://[^>]*></script>|<(?:link|img)[^>]*(?:href|src)="https://[^>]*>'''
                        r'''|background: url\('https://[^;]*;|<footer>.*?</footer>''', re.DOTALL)
_STYLE = """<style>
body { font-family: sans-serif; max-width: 75em; margin: 1em auto; }
table { border-collapse: collapse; }
td, th { border: 1px solid #ccc; padding: .2em .6em; text-align: left; vertical-align: top; }
.fa-check-circle::before { content: "\\2713"; color: green; } .fa-times::before { content: "\\2717"; color: #b00; }
.fa-exclamation-triangle::before { content: "\\26A0"; color: #b00; }
</style>
"""


def write_site(context: EphemeralDataContext, folder: Path, title: str, splits: dict[str, list[Outcome]]) -> None:
    """Write the docs of every suite run in `context` to `folder` (replaced), with an index of `splits` (`task/split`)."""
    shutil.rmtree(folder, ignore_errors=True)
    context.add_data_docs_site(site_name=title, site_config={
        "class_name": "SiteBuilder",
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.resolve())},
    })
    context.build_data_docs(site_names=[title])
    shutil.rmtree(folder / "static")  # megabytes of fonts and tutorials that the pages do not use
    for page in folder.rglob("*.html"):
        page.write_text(offline(page.read_text("utf-8")), "utf-8")
    rows = [_row(name, _links(folder, name), outcomes) for name, outcomes in splits.items()]
    (folder / "index.html").write_text(_index(title, rows), "utf-8")


def suite_name(split: str) -> str:
    """The name of a split's suite: `cola/train` is `cola-train`."""
    return split.replace("/", "-")


def offline(html: str) -> str:
    """A page of Great Expectations without anything fetched from elsewhere, and with enough style to be read.

    >>> offline('<head><script src="https://cdn.org/jquery.js"></script></head>').replace(_STYLE, "")
    '<head></head>'
    """
    return _ELSEWHERE.sub("", html).replace("</head>", _STYLE + "</head>", 1)


def _links(folder: Path, name: str) -> str:
    """The pages of a split: its first piece under its name, further pieces by number, and what was judged over all of it."""
    suite = suite_name(name)
    found = [page.relative_to(folder) for each in (suite, f"{suite}-*")
             for page in folder.glob(f"validations/{each}/**/*.html")]
    pages = {page.parts[1].removeprefix(suite).lstrip("-"): page for page in found}
    return " ".join(f'<a href="{escape(str(pages[part]))}">{escape(part or name)}</a>'
                    for part in sorted(pages, key=lambda part: (len(part), part)))


def _row(name: str, links: str, outcomes: list[Outcome]) -> str:
    failed = [outcome for outcome in outcomes if not outcome.success]
    tolerated = [outcome for outcome in outcomes if outcome.success and outcome.unexpected]
    mark = "fa-times" if failed else "fa-check-circle"
    cells = [f'<i class="{mark}"></i>', links, f"{len(outcomes) - len(failed)} of {len(outcomes)}",
             _found(failed), _found(tolerated)]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


def _found(outcomes: list[Outcome]) -> str:
    return "<br>".join(escape(f"{outcome.says}: {outcome.found()}") for outcome in outcomes)


def _index(title: str, rows: list[str]) -> str:
    heading = f"Data quality: {escape(title)}"
    names = "<tr><th></th><th>Split</th><th>Expectations met</th><th>Not met</th><th>Tolerated</th></tr>"
    return (f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="UTF-8"><title>{heading}</title>\n{_STYLE}</head>'
            f"<body><h1>{heading}</h1>\n<table>\n{names}\n{''.join(rows)}</table></body></html>\n")
