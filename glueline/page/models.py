"""What the page shows, read: each model of each kept entry, and of the present run; what cannot be read, with its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from glueline.page.form import check_scores, cut, of_kind
from glueline.refusal import Refused
from glueline.tables.files import file_sha256
from glueline.tables.json_file import read_json
from glueline.tables.kept import PRESENT, kept_entry

BYTES_AT_MOST = 16 << 20  # of a JSON file of an entry
ENTRIES_AT_MOST = 100
TEXT = 400  # letters of a note


@dataclass(frozen=True)
class Shown:
    """One model of an entry, or of this run. `records`: by stage, each {"sha256", "record"}; `folder`: where the model itself
    lies, `curriculum` and `analysis` what it learned and where it fails; `released`: its release. None where that is not at
    hand."""

    entry: str
    model: str
    note: str
    commit: str | None
    dirty: bool
    scores: dict
    predictions: Path
    records: Mapping[str, dict] = field(default_factory=dict)
    folder: Path | None = None
    curriculum: Path | None = None
    analysis: Path | None = None
    released: Path | None = None

    @property
    def present(self) -> bool:
        return self.entry == PRESENT

    @property
    def standing(self) -> str:
        return self.scores["data"]["standing"]


@dataclass(frozen=True)
class Damaged:
    """An entry, or a model of this run, that cannot be shown."""

    name: str
    why: str


def kept_models(leaderboard: Path) -> list[Shown | Damaged]:
    """Every model of every kept entry by name, or why not: a file that is not the one that was kept, or an older form."""
    folders = sorted(path.parent for path in leaderboard.glob("*/entry.json"))
    shown = [one for folder in folders[:ENTRIES_AT_MOST] for one in models_of(folder)]
    return shown + [Damaged(cut(folder.name), f"more than {ENTRIES_AT_MOST} entries; this one is not shown")
                    for folder in folders[ENTRIES_AT_MOST:]]


def models_of(folder: Path) -> list[Shown | Damaged]:
    """The models of one entry, or that it is damaged."""
    try:
        return _read_entry(folder)
    except Refused as refusal:
        why = str(refusal)
    except (KeyError, TypeError, AttributeError, ValueError, OSError, RecursionError) as error:
        why = f"{folder.name}: of an older form, or broken ({type(error).__name__}: {error})"
    return [Damaged(cut(folder.name), cut(why, TEXT))]


def _read_entry(folder: Path) -> list[Shown | Damaged]:
    for name in ("entry.json", "scores.json"):
        if (folder / name).is_file() and (folder / name).stat().st_size > BYTES_AT_MOST:
            raise Refused(f"{folder / name}: more than {BYTES_AT_MOST >> 20} MiB; no entry is as large")
    about = kept_entry(folder)
    by_model = read_json(folder / "scores.json")
    if not isinstance(by_model, dict) or not by_model:
        raise Refused(f"{folder / 'scores.json'}: no scores by model: of an older form, or broken")
    for name, scores in by_model.items():
        check_scores(scores, f"{folder.name}/scores.json: {cut(name)}")
    note, dirty = of_kind(about, "note", str, "entry.json"), of_kind(about, "dirty", (bool, type(None)), "entry.json")
    commit, records = of_kind(about, "commit", (str, type(None)), "entry.json"), _records(folder, about)
    return [Shown(cut(folder.name), cut(name), cut(note, TEXT), commit, bool(dirty), scores, folder / "predictions" / name,
                  records)
            for name, scores in sorted(by_model.items())]


def _records(folder: Path, about: dict) -> dict[str, dict]:
    """The records that lie with the entry, by stage; those that it only names are left out."""
    paths = {key: folder / "records" / f"{key}.json" for key in sorted(about.get("records", {}))}
    return {key: {"sha256": file_sha256(path), "record": read_json(path)} for key, path in paths.items() if path.is_file()}


def present_models(scored: Mapping[str, Path | None], scores: Path, curricula: Path, analysis: Path,
                   records: Mapping[str, dict] | None = None) -> list[Shown | Damaged]:
    """The run as it lies in data/. `scored`: by name the folder of the model; below `curricula` and `analysis` each has its
    own, if any."""
    return [_present_model(name, [folder, curricula / name, analysis / name], scores, records or {})
            for name, folder in sorted(scored.items()) if (scores / name / "scores.json").is_file()]


def _present_model(name: str, folders: list[Path | None], scores: Path, records: Mapping[str, dict]) -> Shown | Damaged:
    try:
        content = read_json(scores / name / "scores.json")
        check_scores(content, f"scores.json of {cut(name)}")
    except Refused as refusal:
        return Damaged(f"{PRESENT}: {cut(name)}", cut(str(refusal), TEXT))
    folder, curriculum, analysis = (each if each and each.is_dir() else None for each in folders)
    itself = folder if folder and (folder / "model.json").is_file() else None
    predictions = scores / name / "predictions"
    return Shown(PRESENT, cut(name), "", None, False, content, predictions, records, itself, curriculum, analysis)


def without_kept(present: Iterable[Shown | Damaged], kept: Iterable[Shown | Damaged]) -> list[Shown | Damaged]:
    """The models of this run but for those that are kept already, number for number."""
    known = [each.scores for each in kept if isinstance(each, Shown)]
    return [each for each in present if isinstance(each, Damaged) or each.scores not in known]


def labels_of(models: Iterable[Shown]) -> list[str]:
    """How each model is called on the page: its entry alone where that has but one model."""
    models = list(models)
    alone = {each.entry for each in models if sum(other.entry == each.entry for other in models) == 1}
    return [each.entry if each.entry in alone and not each.present else f"{each.entry} / {each.model}" for each in models]
