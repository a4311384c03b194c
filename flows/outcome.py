"""What DVC's exit code and output say, as Prefect states: of one stage, and of the whole run."""

import re
from collections import Counter

from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

LOCK_MESSAGE = re.compile(r"^ERROR: .*(Unable to acquire lock|is busy, it is being blocked by)")


def up_to_date() -> State:
    """The state of a stage that had nothing to do; Prefect shows its name."""
    return Completed(name="Cached", message="up to date, says DVC")


def locked(message: str) -> State:
    """The one failure worth another try: another DVC command held the lock."""
    return Failed(name="Locked", message=message)


def is_locked(state: State) -> bool:
    """Whether `state` came from `locked`."""
    return state.name == "Locked"


def outcome(key: str, code: int, lines: list[str], why: str) -> State:
    """The state of stage `key` after `dvc repro` ended with `code` and `lines`; `why` says what had changed."""
    if code != 0 and any(LOCK_MESSAGE.search(line) for line in lines):
        return locked(own_words(key, lines))
    if code != 0:
        return Failed(message=own_words(key, lines))
    if f"Stage '{key}' is cached - skipping run, checking out outputs" in lines:
        return Completed(name="Restored", message=f"{why}; from DVC's cache")
    if f"Stage '{key}' didn't change, skipping" in lines:
        return up_to_date()
    return Completed(message=why)


def own_words(key: str, lines: list[str]) -> str:
    """What a failed stage said: its last line `glueline: <stage>: ...`, else the last three lines of its log."""
    said = [line.removeprefix("glueline: ") for line in lines if line.startswith(f"glueline: {key}: ")]
    return said[-1] if said else f"{key}: " + "\n".join([line for line in lines if line][-3:])


def summary(states: dict[str, State]) -> State:
    """The run's own state: the words of the stages that did not complete (failed, crashed, cancelled; those that only wait for
    them are passed over), or how many stages ended in which way (and each stage's, as data)."""
    broken = {key: state for key, state in states.items() if not state.is_completed()}
    first = {key: state for key, state in broken.items() if not state.is_pending()} or broken
    if first:
        return Failed(message="; ".join(state.message or f"{key}: {state.name}" for key, state in first.items()))
    ends = {key: state.name for key, state in states.items()}
    counts = ", ".join(f"{count} {name}" for name, count in sorted(Counter(ends.values()).items()))
    return Completed(message=f"{len(ends)} stages: {counts}", data=ends)
