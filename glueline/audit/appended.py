"""Level 0 of the journal: it only ever grew, as far as git can tell."""

import json
from collections import Counter
from contextlib import suppress
from functools import cache

from glueline.audit.commits import Commits
from glueline.audit.runs import Journal
from glueline.audit.subjects import Subject
from glueline.provenance.hashing import canonical
from glueline.provenance.journal import JOURNAL


def check_appended(subject: Subject, journal: Journal, commits: Commits) -> None:
    """Nothing that is, or ever was, committed of the journal was changed or removed: it only grows. Of earlier commits runs are
    compared without their time and order, which merges change."""
    committed = commits.file("HEAD", JOURNAL) if commits.git else None
    if committed is not None and not journal.content.startswith(committed):
        lines, were = journal.content.splitlines(), committed.splitlines()
        first = next((at for at, line in enumerate(were) if lines[at:at + 1] != [line]), len(were) - 1)
        subject.fail(0, "records", JOURNAL, f"line {first + 1}: not as it is committed at HEAD; a journal only grows")
        return
    for commit, gone in _gone(commits, journal.content) if commits.git else ():
        subject.fail(0, "records", JOURNAL, f"{gone} of the runs that commit {commit[:12]} has are gone, or otherwise now; a "
                     f"journal only grows: `git diff {commit[:12]} -- {JOURNAL}`")


@cache
def _gone(commits: Commits, now: bytes) -> list[tuple[str, int]]:
    """The earlier commits of the journal that have runs which it has not, oldest first, and how many."""
    there = _runs(now)
    missing = ((commit, (_runs(commits.file(commit, JOURNAL) or b"") - there).total()) for commit in commits.history(JOURNAL))
    return [(commit, gone) for commit, gone in missing if gone]


def _runs(content: bytes) -> Counter[bytes]:
    """The whole lines of a journal, without their time."""
    found: Counter[bytes] = Counter()
    for line in content.splitlines():
        with suppress(ValueError):
            run = json.loads(line)
            found[canonical({key: value for key, value in run.items() if key != "time"} if isinstance(run, dict) else run)] += 1
    return found
