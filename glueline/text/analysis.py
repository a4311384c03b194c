"""A text cut into tagged words, and texts made from it with some words changed and every other byte as it was."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from glueline.text.inflection import known
from glueline.text.tagging import also_a_name, tags

SHORT = """Mr Mrs Ms Dr St Jr Sr Gen Gov Sen Rep Lt Col Capt Sgt Rev Prof Hon Inc Corp Co Ltd vs etc Jan Feb Mar Apr Aug Sept
Oct Nov Dec Ave Blvd Ph.D""".split()
CLITIC = r"['’](?:s|re|ve|ll|d|m)(?![\w'’])"
WORD = rf"[^\W_]+(?:(?!n['’]t\b)(?!{CLITIC})['’-](?=[^\W_])[^\W_]+?(?=n['’]t\b|[^\w]|_|$))*"
NEVER_NAMES = frozenset("the a an this these that those many most some several few all both each every no".split())
TOKEN = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+"           # addresses
    rf"|(?:[^\W\d_]\.){{2,}}|\b(?:{'|'.join(SHORT)})\."           # U.S. and Mr.
    r"|\b[A-Z]\.(?=\s+[A-Z])"                                    # an initial
    r"|\d+(?:[.,:/]\d+)+(?:st|nd|rd|th|s)?(?![\w-])"             # 1,520.15 and 3:22
    r"|\bcan(?=not\b)"                                           # can|not
    rf"|{CLITIC}|[^\W_]+?(?=n['’]t\b)|n['’]t\b|{WORD}"           # did|n't, Mary|'s
    r"|\.{2,}|-{2,}|``|''|[^\w\s]|_+",
    re.IGNORECASE,
)


class Token(NamedTuple):
    """A word or a mark: its text, its first character and the one behind its last, its Penn Treebank tag."""

    text: str
    start: int
    stop: int
    tag: str

    @property
    def word(self) -> str:
        """In lower case."""
        return self.text.lower()


@dataclass(frozen=True)
class Sentence:
    """A text and its tokens; it may hold several sentences."""

    text: str
    tokens: tuple[Token, ...]

    def replaced(self, changes: Mapping[int, str]) -> str:
        """The text with some tokens (by number) rewritten; "" deletes, with the white space before it (behind it where it came
        first). A new text takes over the capital of the old one's first letter, and so does what follows a deleted first
        one."""
        pieces: list[str] = []
        end, capital = 0, False
        for number in sorted(changes):
            _, start, stop, _ = token = self.tokens[number]
            gap = self.text[end:start]
            new, capital = _recased(changes[number], token, capital and not gap.strip())
            if not new:
                gap, stop = self._closed(gap, token, first=not pieces and not gap.strip())
            pieces += [gap, new]
            end = stop
        rest = self.text[end:]
        return "".join(pieces) + (rest[:1].upper() + rest[1:] if capital else rest)

    def inserted(self, number: int, phrase: str) -> str:
        """The text with a phrase and a space before this token, or behind the last one. In front of everything it takes over
        the capital."""
        if number == len(self.tokens):
            return f"{self.text[:self._end]} {phrase}{self.text[self._end:]}"
        token = self.tokens[number]
        if number == 0 and token.text[:1].isupper():
            first = token.text if keeps_capital(token) else token.text[:1].lower() + token.text[1:]
            return f"{self.text[:token.start]}{phrase[:1].upper()}{phrase[1:]} {first}{self.text[token.stop:]}"
        return f"{self.text[:token.start]}{phrase} {self.text[token.start:]}"

    def span(self, first: int, stop: int) -> str:
        """The text from one token up to, not with, another."""
        return self.text[self.tokens[first].start : self.tokens[stop - 1].stop] if stop > first else ""

    @property
    def in_tokens(self) -> bool:
        """Whether marks and clitics stand apart from the words before them ("he did n't , she said .")."""
        return any(token.start > 0 and self.text[token.start - 1] == " " for token in self.tokens
                   if token.text in (".", ",", "?", "n't", "'s"))

    @property
    def _end(self) -> int:
        return self.tokens[-1].stop if self.tokens else len(self.text)

    def _closed(self, gap: str, token: Token, first: bool) -> tuple[str, int]:
        """The gap before a deleted token and where the text goes on, with one white space fewer. A token that leans on a word
        has none to give."""
        if gap[-1:].isspace() and not first:
            return gap[:-1], token.stop
        leans = token.start > 0 and self.text[token.start - 1].isalnum()
        return gap, token.stop + (self.text[token.stop : token.stop + 1].isspace() and not leans)


def analyse(text: str) -> Sentence:
    """The text in tokens: words, numbers, marks, clitics on their own as the Penn Treebank cuts them ("did|n't", "Mary|'s",
    "can|not"). Tags by rules, see `glueline.text.tagging`: right for most words, not for all."""
    spans = [(match[0], match.start(), match.end()) for match in TOKEN.finditer(text)]
    found = tags([word for word, _, _ in spans])
    return Sentence(text, tuple([Token(word, start, stop, tag) for (word, start, stop), tag in zip(spans, found)]))


def keeps_capital(token: Token) -> bool:
    """Whether a word that opens a sentence would have its capital elsewhere too: a name, "I", an abbreviation, and what is no
    common word for all we know."""
    if token.word in NEVER_NAMES:
        return False
    if token.tag in ("NNP", "NNPS") or token.text == "I" or token.text[1:] != token.text[1:].lower():
        return True
    if token.tag[:2] not in ("NN", "VB", "JJ"):
        return False
    return not known(token.word) or (token.tag in ("NN", "VB") and also_a_name(token.text))


def _recased(new: str, old: Token, capital: bool) -> tuple[str, bool]:
    """The new text with the capital it takes over, and whether the capital is still to be placed."""
    wanted = capital or (old.text[:1].isupper() and old.text[1:] == old.text[1:].lower() and not new[:1].isupper())
    if not new:
        return new, capital or (old.start == 0 and old.text[:1].isupper())
    return (new[:1].upper() + new[1:] if wanted else new), False
