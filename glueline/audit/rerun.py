"""Level 3: one stage run again by its own command, in a clean worktree of its record's commit with empty caches, and its
outputs held against the recorded hashes."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from glueline.provenance import records as kept_records
from glueline.audit.causes import between
from glueline.audit.code_standing import listed
from glueline.audit.commits import Commits
from glueline.provenance.hashing import digest
from glueline.audit.holdings import Holdings
from glueline.audit.lineage import files_of, makers
from glueline.audit.measured import apart
from glueline.audit.subjects import Subject
from glueline.audit.verdicts import FAILED, UNVERIFIED, WITHIN, Finding
from glueline.audit.worktree import run_stage, worktree, write_params
from glueline.refusal import Refused


class NotHere(Exception):
    """What a run anew would need, and this machine has not; or the code, which no commit has."""

    def __init__(self, cause: str, says: str) -> None:
        super().__init__(says)
        self.cause = cause


def run_again(subject: Subject, commits: Commits, stage: str | None, upstream: bool) -> None:
    """Run a stage again and note what became of it. `upstream`: what made its inputs too, where those are not here. Raises
    Refused on a stage that has no record in the subject."""
    if stage is None or stage not in subject.records:
        known = ", ".join(sorted(subject.records)) or "none could be read"
        raise Refused(f"{subject.name}: no record of a stage {stage}; there are {known}")
    where = f"{stage} run again"
    try:
        with ExitStack() as stack:
            tree = _run(subject, commits, stage, upstream, stack, ())
            for finding in _compared(subject, stage, tree, where):
                subject.findings.append(finding)
    except NotHere as reason:
        subject.findings.append(Finding(3, UNVERIFIED, reason.cause, where, str(reason), stage))
    except ChildProcessError as error:
        subject.fail(3, "code", where, str(error), stage)


def _run(subject: Subject, commits: Commits, key: str, upstream: bool, stack: ExitStack, above: tuple[str, ...]) -> Path:
    """The worktree after the run of `key` in it; it is gone when the stack is."""
    record = subject.records[key]
    if record["command"] != f"python -m glueline run {key}":
        raise NotHere("code", f"its command is {record['command'][:80]!r}, which is no stage of Glueline; it was not run")
    if not record["commit"] or not commits.has(record["commit"]) or not commits.is_ancestor(record["commit"]):
        says = f"its commit {str(record['commit'])[:12]} is not in the history of HEAD; no other code is ever run"
        raise NotHere("code", says)
    tree = stack.enter_context(worktree(subject.root, record["commit"], key))
    params = {name: value for each in subject.records.values() for name, value in each["params"].items()}
    write_params(tree, subject.params or {}, params)
    for path in record["inputs"]:
        _put(subject, commits, key, path, tree, upstream, stack, above)
    for path, sha256 in record["inputs"].items():
        if digest(tree / path).sha256 != sha256 and makers(subject.records, path):
            _refuse_other_input(subject, key, path)
    done = run_stage(tree, subject.root, key, subject.records)
    said = (done.stderr.strip().splitlines() or ["it says nothing"])[-1][:200]
    if done.returncode == 2:
        raise NotHere("environment", f"the run was refused here: {said}")
    if done.returncode:
        raise ChildProcessError(f"the run failed with exit code {done.returncode}: {said}")
    return tree


def _put(subject: Subject, commits: Commits, key: str, path: str, tree: Path, upstream: bool, stack: ExitStack,
         above: tuple[str, ...]) -> None:
    """Put one input where the stage looks for it: made by the worktree's own code where that is what is read, else the recorded
    bytes from here, else, if asked for, from a run anew of what made them."""
    holdings = Holdings(subject.root, subject.lock)
    for maker in makers(subject.records, path):
        made = subject.records[maker]
        if not any(makers(subject.records, each) for each in made["inputs"]) and path.startswith("data/code"):
            if not (tree / path).exists() and run_stage(tree, subject.root, maker, subject.records).returncode:
                raise NotHere("code", f"{maker} cannot be run at commit {subject.records[key]['commit'][:12]}")
            continue
        for out, content in made["outputs"].items():
            try:
                if not (tree / out).exists():
                    holdings.bring(out, content, tree / out)
            except Refused as refusal:
                if not upstream or maker in above:
                    raise NotHere("weights" if out.endswith(".safetensors") else "data", str(refusal)) from None
                other = _run(subject, commits, maker, upstream, stack, (*above, key))
                _take_over(other / out, content, tree / out, maker)


def _take_over(made: Path, content: dict, target: Path, maker: str) -> None:
    if digest(made).sha256 != content["sha256"]:
        raise NotHere("data", f"{maker}, run again for its output, made other bytes than recorded; look at --stage {maker}")
    target.parent.mkdir(parents=True, exist_ok=True)
    made.rename(target)


def _refuse_other_input(subject: Subject, key: str, path: str) -> None:
    record = subject.records[key]
    if path.startswith("data/code"):
        if record["dirty"]:
            raise NotHere("code", f"it ran beside uncommitted changes; commit {record['commit'][:12]} has other code for it")
        raise ChildProcessError(f"code: commit {record['commit'][:12]} does not have the code of the record ({path})")
    raise NotHere("data", f"{path}: could not be had as it was read")


def _compared(subject: Subject, key: str, tree: Path, where: str) -> Iterator[Finding]:
    old = subject.records[key]
    new = next(kept_records.read(path) for path in (tree / kept_records.RECORDS / key).glob("*.json"))
    made = {(out, name): sha256 for out, name, sha256 in files_of(new)}
    recorded = {(out, name): sha256 for out, name, sha256 in files_of(old)}
    differing = sorted(each for each in {**made, **recorded} if made.get(each) != recorded.get(each))
    if not differing:
        subject.note(where, f"all {len(recorded)} files of its outputs came out as recorded, at commit {old['commit'][:12]}")
        return
    names = listed([f"{out}/{name}" if name else out for out, name in differing])
    causes = between(old, new)
    measured = [apart(subject, each, recorded.get(each), tree) for each in differing]
    why = "; ".join(f"{cause}: {says}" for cause, says in causes) or "nothing on record differs: it is not what the stage makes"
    verdict = WITHIN if all(each is not None and each[1] for each in measured) else FAILED
    shown = "; ".join(each[0] for each in measured[:3] if each) or "by how much cannot be said: the recorded bytes are not here"
    cause = causes[0][0] if causes else _cause([name for _, name in differing])
    yield Finding(3, verdict, cause, where, f"{names} came out otherwise ({shown}); {why}", key)


def _cause(names: list[str]) -> str:
    if any(name.endswith(".safetensors") for name in names):
        return "weights"
    return "scores" if any(name.endswith("scores.json") for name in names) else "data"
