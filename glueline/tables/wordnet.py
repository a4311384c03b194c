"""Princeton WordNet's own files as a lexicon (Miller 1995, "WordNet: a lexical database for English", CACM 38).

A word is taken in its first sense only, the most frequent one in the sense-tagged texts that come with WordNet: what is right
in most contexts without looking at any. Format: wndb(5WN), senseidx(5WN).
"""

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from glueline.refusal import Refused
from glueline.tables.files import file_sha256
from glueline.text.lexicon import Lexicon
from glueline.text.trust import trusted

SUFFIX = {"noun": "noun", "verb": "verb", "adjective": "adj", "adverb": "adv"}
COUNTS = "cntlist.rev"
FILES = (*(f"{kind}.{suffix}" for suffix in SUFFIX.values() for kind in ("index", "data")), COUNTS)
POS_OF_KEY = {b"1": "noun", b"2": "verb", b"3": "adjective", b"4": "adverb", b"5": "adjective"}
DOMINANT = 0.6  # share of a word's tagged uses that its first sense must have before its synonyms are believed,
SEEN = 2        # and in how many uses
SINGLE = re.compile(r"[a-z]{2,}")
MARKER = re.compile(r"\((?:a|p|ip)\)$")  # where an adjective may stand
STEPS = 12  # up the hypernyms at most
Uses = tuple[int, int]  # of a word: in its first sense, in all


class Synset(NamedTuple):
    """Words of one meaning, and pointers: kind, offset, part of speech, number of the word here and there (0: all of them)."""

    words: tuple[str, ...]
    pointers: tuple[tuple[str, int, str, int, int], ...]


class WordNet:
    """The files in memory; a synset is read when it is asked for."""

    def __init__(self, name: str, index: dict[str, dict[str, str]], data: dict[str, bytes], uses: dict[tuple[str, str], Uses]):
        self.name = name
        self._index, self._data, self._uses = index, data, uses

    @lru_cache(maxsize=100_000)
    def synonyms(self, lemma: str, pos: str) -> tuple[str, ...]:
        """The other words of the first sense, where that is the word's dominant sense and theirs too, and `trusted`."""
        first = self._first(lemma, pos)
        if first is None or not self._dominant(lemma, pos):
            return ()
        return trusted(lemma, pos, (word for word in self._synset(first, pos).words if word != lemma and SINGLE.fullmatch(word)
                                    and self._first(word, pos) == first and self._dominant(word, pos)))

    @lru_cache(maxsize=100_000)
    def antonyms(self, lemma: str, pos: str) -> tuple[str, ...]:
        """The direct antonyms of the word in its first sense."""
        first = self._first(lemma, pos)
        if first is None:
            return ()
        synset = self._synset(first, pos)
        found = [self._synset(offset, pos).words[there - 1] for kind, offset, _, here, there in synset.pointers
                 if kind == "!" and synset.words[here - 1] == lemma]
        return tuple(word for word in found if SINGLE.fullmatch(word))

    @lru_cache(maxsize=100_000)
    def hypernyms(self, lemma: str, pos: str) -> tuple[str, ...]:
        """The words above the first sense, by the first way up, nearest first."""
        offset, found = self._first(lemma, pos), []
        for _ in range(STEPS):
            above = next((there for kind, there, *_ in self._synset(offset, pos).pointers if kind == "@"), None) \
                if offset is not None else None
            if above is None:
                break
            found += [word for word in self._synset(above, pos).words if SINGLE.fullmatch(word) and word not in found]
            offset = above
        return tuple(word for word in found if word != lemma)

    def _dominant(self, lemma: str, pos: str) -> bool:
        """Whether the word was seen often enough, and mostly in its first sense."""
        first, total = self._uses.get((lemma, pos), (0, 0))
        return first >= SEEN and first >= DOMINANT * total

    def _first(self, lemma: str, pos: str) -> int | None:
        """Where the synset of the word's first sense begins in its data file."""
        line = self._index[pos].get(lemma)
        if line is None:
            return None
        fields = line.split()
        return int(fields[-int(fields[1])])

    def _synset(self, offset: int, pos: str) -> Synset:
        data = self._data[pos]
        fields = data[offset : data.index(b"\n", offset)].partition(b" | ")[0].decode("ascii").split()
        count = int(fields[3], 16)
        pointers, rest = int(fields[4 + 2 * count]), fields[5 + 2 * count :]
        return Synset(
            tuple(MARKER.sub("", word).lower() for word in fields[4 : 4 + 2 * count : 2]),
            tuple((kind, int(there), letter, int(ends[:2], 16), int(ends[2:], 16))
                  for kind, there, letter, ends in zip(*(rest[i : 4 * pointers : 4] for i in range(4)))),
        )


def load_wordnet(folder: Path) -> Lexicon:
    """The lexicon in a folder of WordNet's dict files. Its name tells the release and 16 hex digits of a hash over the files.
    Raises Refused where one is missing or is not WordNet's."""
    for name in FILES:
        if not (folder / name).is_file():
            raise Refused(f"{folder / name}: not found; install WordNet's files (Debian: apt install wordnet-base) or choose "
                          "lexicon: builtin")
    data = {pos: (folder / f"data.{suffix}").read_bytes() for pos, suffix in SUFFIX.items()}
    release = re.search(rb"WordNet (?:Release )?(\d+\.\d+)", data["noun"][:4000])
    if release is None:
        raise Refused(f"{folder / 'data.noun'}: no WordNet release at its head; give a folder of WordNet's dict files")
    digest = hashlib.sha256("".join(file_sha256(folder / name) for name in FILES).encode()).hexdigest()
    index = {pos: _index(folder / f"index.{suffix}") for pos, suffix in SUFFIX.items()}
    return WordNet(f"wordnet-{release[1].decode()}-{digest[:16]}", index, data, _uses((folder / COUNTS).read_bytes()))


def _index(path: Path) -> dict[str, str]:
    """What an index file says of each single word: behind the word, as it stands there."""
    lines = (line.partition(" ") for line in path.read_text("ascii").splitlines() if line[:1] != " ")
    return {lemma: rest for lemma, _, rest in lines if SINGLE.fullmatch(lemma)}


def _uses(counts: bytes) -> dict[tuple[str, str], Uses]:
    """The sense-tagged uses of every word: how many in its first sense, how many in all."""
    found: dict[tuple[str, str], Uses] = {}
    for line in counts.splitlines():
        key, sense, count = line.split()
        lemma, _, rest = key.partition(b"%")
        word = (lemma.decode("ascii"), POS_OF_KEY[rest[:1]])
        first, total = found.get(word, (0, 0))
        found[word] = (first + (int(count) if sense == b"1" else 0), total + int(count))
    return found
