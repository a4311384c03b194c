"""What a person points at: an entry or this run, a model of it, a cell."""

from pathlib import Path

from glueline.audit.kept import entry_names, load_entry
from glueline.audit.present import load_present
from glueline.audit.subjects import LEADERBOARD, PRESENT, Subject
from glueline.refusal import Refused


def load(root: Path, name: str) -> Subject:
    """A kept entry, or this run. Raises Refused on another name, with the names there are."""
    if name == PRESENT:
        return load_present(root)
    if not (root / LEADERBOARD / name / "entry.json").is_file() or name not in entry_names(root):
        raise Refused(f"{name}: no such entry; there are {', '.join([*entry_names(root), PRESENT])}")
    return load_entry(root, name, {})


def load_all(root: Path) -> list[Subject]:
    """Every kept entry that can be read, and this run where there is one."""
    found = []
    for name in [*entry_names(root), PRESENT]:
        try:
            found.append(load(root, name))
        except Refused:
            continue  # `glueline audit` says why
    return found


def cell_of(subject: Subject, rest: str) -> tuple[str, str]:
    """Model and cell from `cell`, where the subject has one model, or `model/cell`. Raises Refused on another."""
    model, _, cell = rest.rpartition("/")
    having = [name for name, scores in subject.scores.items() if cell in scores["cells"]]
    filled = [name for name in having if _is_filled(subject.scores[name]["cells"][cell])]
    models = [model] if model else filled or having
    there = [f"{name}/{each}" for name, scores in sorted(subject.scores.items()) for each in scores["cells"]]
    if len(models) == 1 and f"{models[0]}/{cell}" in there:
        return models[0], cell
    what = "several models have this cell" if len(models) > 1 else "no such cell"
    raise Refused(f"{subject.name}/{rest}: {what}; there are {', '.join(there) or 'none that can be read'}")


def _is_filled(cell: dict) -> bool:
    return cell["score"] is not None or "aside" in cell


def words_to_names(words: list[str]) -> list[str]:
    """`this run` is one name, quoted or not."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == "this" and word.split("/")[0] == "run":
            joined[-1] = f"this {word}"
        else:
            joined.append(word)
    return joined
