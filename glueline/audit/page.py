"""A page on a terminal: trees of styled text, plain and unbroken where it is no terminal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

WIDE = 10_000  # columns of a page that is piped: a line stays a line, for grep
Parts = tuple[str, str]  # text and its style


def console() -> "Console":
    """Where to print; without colours where it is no terminal."""
    from rich.console import Console

    found = Console(highlight=False)
    return found if found.is_terminal else Console(highlight=False, width=WIDE)


def styled(*parts: Parts) -> "Text":
    """Text of several styles. What files say goes through here: it is never read as markup."""
    from rich.text import Text

    return Text.assemble(*((printable(text), style) for text, style in parts))


def tree(label: str, *more: Parts) -> "Tree":
    """The root of a tree."""
    from rich.tree import Tree

    return Tree(styled((label, "bold"), *more))


def printable(text: str) -> str:
    """`text` without what would move a terminal's cursor or change its colours."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
