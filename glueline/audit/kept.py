"""Kept entries read with distrust: every file that entry.json lists, once, and what is missing, changed or malformed."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from glueline.audit import forms
from glueline.audit.lineage import FILE
from glueline.audit.subjects import CAUSE, LEADERBOARD, Subject, part, take_files, take_record
from glueline.audit.untrusted import JSON_AT_MOST, TABLE_AT_MOST, json_of, read_inside
from glueline.refusal import Refused

ABOUT = "entry.json"


def entry_names(root: Path) -> list[str]:
    """The kept entries of a checkout."""
    return sorted(path.parent.name for path in (root / LEADERBOARD).glob(f"*/{ABOUT}"))


def read_about(root: Path, name: str) -> tuple[dict, bytes]:
    """entry.json of a kept entry, and its bytes. Raises Refused where it is missing or not of its form."""
    content = read_inside(root / LEADERBOARD, f"{name}/{ABOUT}", JSON_AT_MOST)
    where = f"{LEADERBOARD}/{name}/{ABOUT}"
    about = json_of(content, where)
    forms.ENTRY(about, where)
    return about, content


def where_bytes_belong(root: Path) -> dict[str, str]:
    """Of every file that an entry lists, by its sha256, its name; entries that cannot be read are passed over."""
    known: dict[str, str] = {}
    for name in entry_names(root):
        try:
            known |= {sha256: f"{LEADERBOARD}/{name}/{file}" for file, sha256 in read_about(root, name)[0]["sha256"].items()}
        except Refused:
            continue  # said where the entry itself is audited
    return known


def load_entry(root: Path, name: str, known: Mapping[str, str]) -> Subject:
    """A kept entry; what is wrong with its files is among its findings. `known`: where bytes belong, by sha256. Raises Refused
    where entry.json cannot be read."""
    subject, folder = Subject(name, root), root / LEADERBOARD / name
    subject.about, content = read_about(root, name)
    files: dict[str, bytes] = {ABOUT: content}
    for file, sha256 in subject.about["sha256"].items():
        _read(subject, folder, file, sha256, files, known)
    subject.read = sum(map(len, files.values()))
    subject.table = lambda model, table: _held(files, f"predictions/{model}/{table}", folder)
    subject.booked = {subject.about["sha256"][file]: content for file, content in files.items() if file.startswith("costs/")}
    _take_records(subject, files)
    take_files(subject, files)
    subject.scores = part(subject, FILE, files, json_of, forms.by_name(forms.SCORES)) or {}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}
    for file in sorted(there - {ABOUT, *subject.about["sha256"]}):
        signed = "a signature, which --public checks" if file.startswith("signature.") else "looked at by nobody"
        subject.note(subject.place(file), f"not listed in {ABOUT}, and {signed}")
    return subject


def _read(subject: Subject, folder: Path, file: str, sha256: str, files: dict[str, bytes], known: Mapping[str, str]) -> None:
    """Read one listed file into `files`; a finding where it is not the one that was kept."""
    cause, where = CAUSE.get(file.split("/")[0], "records"), subject.place(file)
    try:
        files[file] = read_inside(folder, file, TABLE_AT_MOST)
    except Refused as refusal:
        subject.fail(0, cause, where, str(refusal), _about_what(file))
        return
    found = hashlib.sha256(files[file]).hexdigest()
    if found != sha256:
        belongs = f"; these are the bytes of {known[found]}" if found in known else ""
        says = f"not the file that was kept: its sha256 is {found[:12]}, {ABOUT} says {sha256[:12]}{belongs}"
        subject.fail(0, cause, where, says, _about_what(file))


def _take_records(subject: Subject, files: Mapping[str, bytes]) -> None:
    listed = subject.about["sha256"]
    for key, sha256 in subject.about["records"].items():
        file = f"records/{key}.json"
        if listed.get(file) != sha256:
            says = f"says sha256 {sha256[:12]} of the record of {key}, and {listed.get(file, 'nothing')[:12]} of {file}"
            subject.fail(0, "records", subject.place(ABOUT), says, key)
        if file in files:
            take_record(subject, key, files[file], subject.place(file))


def _about_what(file: str) -> str | None:
    """The stage whose record or costs a file of an entry is, or the table (model/file) of predictions; None for what concerns
    all."""
    top, _, rest = file.partition("/")
    about = {"records": rest.removesuffix(".json"), "costs": rest.partition("/")[0], "predictions": rest}
    return about.get(top) if rest else None


def _held(files: Mapping[str, bytes], name: str, folder: Path) -> bytes:
    if name not in files:
        raise Refused(f"{folder / name}: missing")
    return files[name]
