"""`kill -9` at chosen or random moments, and a look at who survives. Linux only (/proc)."""

import os
import random
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import yaml

VANISH = 10.0  # seconds that a loaded machine may take to bury the dead


@dataclass(frozen=True)
class Kill:
    """What one attempt did: victim is `dvc`, `stage`, or `nobody` where the command had ended before; words its command."""

    victim: str
    after: float
    survivors: list[str]
    words: str = ""


def start(house: Path, command: list[str], env: dict[str, str]) -> subprocess.Popen:
    """Start `command` in a session of its own, so that all its descendants can be found."""
    return subprocess.Popen(command, cwd=house, env=env, start_new_session=True,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def alive(session: int) -> dict[int, str]:
    """The living processes of a session: pid -> command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, _, sid = (folder / "stat").read_text().rsplit(")", 1)[1].split()[:4]
            if int(sid) == session and state != "Z":
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
    return found


def role(command: str) -> str | None:
    """`stage` for what runs a stage, `dvc` for what runs DVC; None for shells and others."""
    words = command.split()
    if "-c" in words[:4] and "sh" in words[0]:
        return None
    if "glueline" in command and "run" in words:
        return "stage"
    return "dvc" if any(Path(word).name == "dvc" for word in words[:3]) else None


def wait_gone(session: int, seconds: float = VANISH) -> list[str]:
    """Wait until nobody of the session lives; returns the command lines of those who still do."""
    end = time.monotonic() + seconds
    while alive(session) and time.monotonic() < end:
        time.sleep(0.05)
    return list(alive(session).values())


def kill_at_random(house: Path, command: list[str], rng: random.Random, env: dict[str, str], longest: float,
                   patience: float = 600.0, victims: tuple[str, ...] = ("dvc", "stage")) -> Kill:
    """Run `command` in `house`, kill -9 one of `victims` at a random moment within `longest` seconds, or at the next at
    which one lives, and await the rest.

    A process that is no DVC and no stage is never chosen: those are expected to die with it, or to report its death.
    """
    process = start(house, command, env)
    after = rng.uniform(0, longest)
    time.sleep(after)
    found: dict[int, str] = {}
    while not found and process.poll() is None:
        time.sleep(0.02)
        found = {pid: words for pid, words in alive(process.pid).items() if role(words) in victims}
    victim = rng.choice(sorted(found)) if found else None
    if victim:
        _kill(victim)
    try:
        process.wait(patience)
    finally:
        survivors = wait_gone(process.pid)
        for pid in alive(process.pid):
            _kill(pid)
    words = found.get(victim, "")
    return Kill(role(words) or "nobody", after, survivors, words)


def lock_stages(house: Path) -> dict:
    """dvc.lock without the order of its entries, which is that of completion."""
    return dict(sorted(yaml.safe_load((house / "dvc.lock").read_text())["stages"].items()))


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it ended by itself
