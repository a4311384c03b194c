"""Figures on a page of ours, each bound to the value in a record or result that it was copied from (claims/readme.yaml).

A figure is stale where the value no longer prints as it, or the phrase around it is gone. In the sections named, a figure that
is bound to nothing must be excepted, with its reason.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from glueline.claims.form import fill
from glueline.claims.printed import printed
from glueline.claims.values import read_values, value_at
from glueline.refusal import Refused

# A number by itself: no part of a word (SST-2, F1, 1e-4), of a path or of a version.
NUMBER = re.compile(r"(?<![\w./-])[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w/]|[.,]\d)")
CODE = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)", re.DOTALL)  # code and link targets hold no figures of ours


@dataclass(frozen=True)
class Bound:
    """A phrase, and by dotted path (below `under`, sums with " + ") in `file` its figures; values are divided by `divide`."""

    text: str
    file: str
    figures: dict[str, str]
    under: str = ""
    divide: int = 1


@dataclass(frozen=True)
class Excepted:
    """A phrase whose figures are bound to nothing, and why."""

    text: str
    reason: str


@dataclass(frozen=True)
class Page:
    """A claims file of kind `page`."""

    kind: str
    page: str
    sections: tuple[str, ...]
    bound: tuple[Bound, ...]
    excepted: tuple[Excepted, ...] = field(default=())

    @property
    def phrases(self) -> tuple[Bound | Excepted, ...]:
        return (*self.bound, *self.excepted)


def page_from(content: Any, name: str) -> Page:
    """The page in plain YAML `content`. Raises Refused, naming the key, on anything not of the form."""
    page = fill(Page, content, name)
    for at, one in enumerate(page.bound):
        for path, figure in one.figures.items():
            printed(_bare(figure), f"{name}: bound[{at}].figures.{path}")
    return page


def check_page(page: Page, root: Path) -> list[str]:
    """Everything that is wrong, a line each: stale figures first, then those that are bound to nothing."""
    return [*stale(page, root), *unbound(page, root)]


def stale(page: Page, root: Path) -> list[str]:
    """Bindings and exceptions whose phrase is gone, and figures that their file no longer has."""
    words = " ".join(_read_page(page, root).split())
    gone = [f"{page.page}: no longer says {one.text!r}" for one in page.phrases if one.text not in words]
    return gone + [line for one in page.bound for line in _stale(one, root)]


def unbound(page: Page, root: Path) -> list[str]:
    """Figures of the page's sections that are neither bound nor excepted, with the words around them."""
    found = []
    for heading, words in _sections(page, root).items():
        covered = _covered(page, words)
        found += [f"{page.page}: {heading}: {at[0]} is bound to nothing: ...{words[max(0, at.start() - 50):at.end() + 30]}..."
                  for at in _numbers(words) if at.start() not in covered]
    return found


def _stale(one: Bound, root: Path) -> list[str]:
    lines, values = [], read_values(root, one.file)
    numbers = [match[0] for match in _numbers(one.text)]
    for path, figure in one.figures.items():
        if figure not in numbers:
            lines.append(f"{figure!r} is no figure of the phrase {one.text!r}")
            continue
        numbers.remove(figure)
        value = value_at(values, path, one.under)
        if value is None:
            lines.append(f"{one.file}: {path}: not there; {figure} in {one.text!r} was bound to it")
        elif not printed(_bare(figure), one.file).shows(value / one.divide):
            lines.append(f"{one.file}: {path} is {float(value / one.divide):g}, not {figure} as in {one.text!r}")
    return lines


def _covered(page: Page, words: str) -> set[int]:
    """Where the numbers begin that a binding or an exception speaks of."""
    covered: set[int] = set()
    for one in page.phrases:
        for start in (match.start() for match in re.finditer(re.escape(one.text), words)):
            left = list(one.figures.values()) if isinstance(one, Bound) else None
            for number in _numbers(one.text):
                if left is None or number[0] in left:
                    covered.add(start + number.start())
                    if left is not None:
                        left.remove(number[0])
    return covered


def _numbers(words: str) -> list[re.Match]:
    hidden = CODE.sub(lambda code: "`" * len(code[0]), words)
    return list(NUMBER.finditer(hidden))


def _sections(page: Page, root: Path) -> dict[str, str]:
    """The text below each heading named, its white space made single spaces."""
    parts = re.split(r"^## +(.+)$", _read_page(page, root), flags=re.MULTILINE)
    found = {heading.strip(): " ".join(body.split()) for heading, body in zip(parts[1::2], parts[2::2], strict=True)}
    for heading in page.sections:
        if heading not in found:
            raise Refused(f"{page.page}: no section {heading!r}; name the headings it has")
    return {heading: found[heading] for heading in page.sections}


def _read_page(page: Page, root: Path) -> str:
    path = root / page.page
    if Path(page.page).is_absolute() or ".." in Path(page.page).parts or not path.is_file():
        raise Refused(f"{page.page}: no page of this checkout; run from its top")
    return path.read_text("utf-8")


def _bare(figure: str) -> str:
    return figure.replace(",", "")
