"""Where the code of the records stands: whether their commits have it, and whether this checkout has newer code."""

from functools import cache
from pathlib import Path

from glueline.audit.chain import FINGERPRINTS
from glueline.audit.commits import Commits, said
from glueline.provenance.fingerprint import fingerprint
from glueline.provenance.imports import Import, imports_of, parse
from glueline.audit.lineage import made, makers
from glueline.audit.subjects import Subject
from glueline.audit.verdicts import SUPERSEDED, UNVERIFIED, Finding
from glueline.refusal import Refused

SHOWN = 3  # files that a message names


class PresentCode:
    """The code of this checkout, each file read once."""

    def __init__(self, root: Path) -> None:
        read = cache(_read_module)
        self.of = cache(lambda stage: fingerprint(root, stage, read))

    def newer(self, key: str, record: dict) -> str | None:
        """How the code here differs from that of a record, in words; None where it is the same."""
        try:
            here = self.of(key.split("@")[0])
        except Refused as refusal:
            return f"the code here has no such stage any more, or cannot be followed ({refusal})"
        if here["fingerprint"] == record["code"]["fingerprint"]:
            return None
        files = _differing(record["code"]["files"], here["files"])
        packages = _differing(record["code"]["packages"], here["packages"])
        return f"newer code here: {listed([*files, *packages])}"


def check_commits(subject: Subject, commits: Commits) -> None:
    """Whether the commit of each record has the code that the record names."""
    if not commits.git:
        subject.note(str(subject.root), "not under git, so no record's code was compared with its commit")
        return
    beside, proven = [], _proven(subject, commits)
    for key, record in subject.records.items():
        commit = record["commit"]
        if commit is None or not commits.has(commit):
            which = "was made outside git" if commit is None else f"names commit {commit[:12]}, which this repository has not"
            cut = " (its history was cut off when it was cloned)" if commit and commits.shallow() else ""
            _unverified(subject, key, f"{which}{cut}")
            continue
        files = [] if _is_proven(subject, key, proven, commits) else commits.differing(commit, record["code"]["files"])
        if files and record["dirty"] is False:
            says = f"says that it ran on commit {commit[:12]}, which has other code: {listed(files)}"
            subject.fail(0, "code", f"record of {key}", says, key)
        elif files:
            _unverified(subject, key, f"ran on code that commit {commit[:12]} has otherwise: {listed(files)}")
        elif record["dirty"]:
            beside.append(key)
    if beside:
        subject.note("records", f"{', '.join(beside)}: dirty, so some file differed from the commit when they ran; none "
                     "of those that the stages reach does")


def _proven(subject: Subject, commits: Commits) -> dict[str, dict[str, str]]:
    """The stages that read source files, where all of these are, byte for byte, those of the record's commit; with them."""
    found = {}
    for key, record in subject.records.items():
        sources = {path: sha256 for path, sha256 in record["inputs"].items() if not makers(subject.records, path)}
        if sources and _has(commits, record["commit"], sources):
            found[key] = sources
    return found


def _is_proven(subject: Subject, key: str, proven: dict[str, dict[str, str]], commits: Commits) -> bool:
    """Whether a record's code follows from that of a proven stage, which is much faster than to parse all of it: the stage read
    the fingerprint that was made there, and its own commit has the same source files."""
    record, own = subject.records[key], f"{FINGERPRINTS}/{key.split('@')[0]}.json"
    return any(made(subject.records[maker], own) == record["inputs"].get(own) and _has(commits, record["commit"], proven[maker])
               for maker in proven.keys() & set(makers(subject.records, own)))


def _has(commits: Commits, commit: str | None, sources: dict[str, str]) -> bool:
    """Whether a commit has these files and folders, byte for byte."""
    return bool(commit) and all(commits.hashes(commit, path)[0] == sha256 for path, sha256 in sources.items())


def check_superseded(subject: Subject, code: PresentCode) -> None:
    """Whether this checkout has newer code for a stage than its record."""
    for key, record in subject.records.items():
        says = code.newer(key, record)
        if says:
            subject.findings.append(Finding(0, SUPERSEDED, "code", f"stages/{key.split('@')[0]}.py", says, key))


def listed(names: list[str], at_most: int = SHOWN) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - at_most} more" if len(names) > at_most else ""
    return ", ".join(names[:at_most]) + more


def _read_module(root: Path, path: Path) -> tuple[str, list[Import]]:
    """As `fingerprint.read_module`; what was read before is remembered by content."""
    return _read(path.read_bytes(), path, ".".join(path.relative_to(root).parent.parts))


@cache
def _read(content: bytes, path: Path, package: str) -> tuple[str, list[Import]]:
    return said(content) or "", imports_of(parse(content, path), path, package)


def _unverified(subject: Subject, key: str, says: str) -> None:
    subject.findings.append(Finding(0, UNVERIFIED, "code", f"record of {key}", says, key))


def _differing(one: dict, other: dict) -> list[str]:
    return sorted(name for name in {**one, **other} if one.get(name) != other.get(name))
