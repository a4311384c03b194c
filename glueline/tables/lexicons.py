"""The lexicon that params name, or none: never another one in its place."""

from dataclasses import dataclass
from pathlib import Path

from glueline.refusal import Refused
from glueline.tables.wordnet import load_wordnet
from glueline.text.lexicon import Lexicon, WordLists


@dataclass(frozen=True)
class LexiconChoice:
    """`name`: "builtin", the project's own lists; or WordNet's release and hash, as `load_wordnet` names those in `folder`."""

    name: str
    folder: str


def open_lexicon(choice: LexiconChoice) -> Lexicon:
    """Raises Refused where the lexicon's files are missing, or are not those that were asked for by name."""
    if choice.name == WordLists.name:
        return WordLists()
    found = load_wordnet(Path(choice.folder))
    if found.name != choice.name:
        raise Refused(f"{choice.folder}: holds {found.name}, params ask for the lexicon {choice.name}; name the one to be used")
    return found
