"""What git holds of this checkout: committed bytes, trees at a commit, and whether a record's code is its commit's.

One `git cat-file --batch` answers all; where there is no git, every answer is None.
"""

import ast
import hashlib
import subprocess
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

from glueline.provenance.hashing import folder_digest, sha256_of
from glueline.audit.holdings import folder_md5
from glueline.provenance.imports import meaning


class Commits:
    """Objects of the repository that `root` lies in. To be closed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.process = _started(root)
        self.git = self.process is not None and self._take("HEAD^{commit}") is not None
        self.has = cache(lambda commit: self._take(f"{commit}^{{commit}}") is not None)
        self.tree = cache(self._tree)
        self.said = cache(self._said)
        self.hashes = cache(self._hashes)
        self.history = cache(self._history)

    def close(self) -> None:
        if self.process:
            asks, answers = _pipes(self.process)
            with suppress(BrokenPipeError):
                asks.close()
            answers.close()
            self.process.wait()

    def file(self, commit: str, path: str) -> bytes | None:
        """The bytes of a file at a commit, given by its path from `root`."""
        found = self._take(f"{commit}:./{path}")
        return found[1] if found and found[0] == b"blob" else None

    def contents(self, commit: str, path: str) -> dict[str, bytes]:
        """Every file below a path at a commit, by path from there (empty for the path itself); none where there is nothing.
        What the tree names and this repository has not (a submodule, a partial clone's files) is left out."""
        content = self.file(commit, path)
        if content is not None:
            return {"": content}
        return {name: found[1] for name, blob in self.tree(commit, path).items() if (found := self._take(blob))}

    def differing(self, commit: str, files: dict[str, str]) -> list[str]:
        """Those of a record's code files (path to the hash of what it says) that a commit has not, or otherwise."""
        return [path for path, sha256 in files.items() if self.said(commit, path) != sha256]

    def _history(self, path: str) -> list[str]:  # those that changed a file, oldest first; of a shallow clone, what it has
        return (_git(self.root, "log", "--format=%H", "--reverse", "--", path) or "").split()

    def shallow(self) -> bool:
        """Whether history was cut off when this was cloned."""
        return _git(self.root, "rev-parse", "--is-shallow-repository") == "true"

    def is_ancestor(self, commit: str) -> bool:
        """Whether a commit is in the history of HEAD."""
        return _git(self.root, "merge-base", "--is-ancestor", commit, "HEAD") is not None

    def _hashes(self, commit: str, path: str) -> tuple[str | None, dict | None]:
        """Of a path at a commit, in a clean checkout: its sha256 as `hashing.digest` has it, and what DVC's lock says of it
        (md5, size, nfiles of a folder); nothing where there is nothing."""
        files = self.contents(commit, path)
        md5 = {name: hashlib.md5(content, usedforsecurity=False).hexdigest() for name, content in files.items()}
        size = sum(map(len, files.values()))
        if "" in files:
            return hashlib.sha256(files[""]).hexdigest(), {"md5": md5[""], "size": size}
        sha256 = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        locked = {"md5": folder_md5(md5), "size": size, "nfiles": len(files)}
        return (folder_digest(sha256).sha256, locked) if files else (None, None)

    def _said(self, commit: str, path: str) -> str | None:
        content = self.file(commit, path)
        if content is None:
            return None
        if not path.endswith(".py"):
            return hashlib.sha256(content).hexdigest()
        return said(content)

    def _tree(self, commit: str, path: str) -> dict[str, str]:
        """Blobs below a folder, by path from there; none where there is no such folder."""
        return self._below(f"{commit}:./{path}", "")

    def _below(self, name: str, prefix: str) -> dict[str, str]:
        found = self._take(name)
        if not found or found[0] != b"tree":
            return {}
        files: dict[str, str] = {}
        content, at, size = found[1], 0, len(found[2]) // 2
        while at < len(content):
            end = content.index(b"\0", at)
            mode, _, entry = content[at:end].partition(b" ")
            identity, at = content[end + 1:end + 1 + size].hex(), end + 1 + size
            path = prefix + entry.decode("utf-8", "surrogateescape")
            files |= self._below(identity, f"{path}/") if mode == b"40000" else {path: identity}
        return files

    def _take(self, name: str) -> tuple[bytes, bytes, bytes] | None:
        """Kind, content and hex id of an object; None where there is none."""
        if not self.process or "\n" in name:
            return None
        asks, answers = _pipes(self.process)
        try:
            asks.write(name.encode() + b"\n")
            asks.flush()
        except BrokenPipeError:
            return None  # it found no repository, or one of another user
        head = answers.readline()
        words = head.rstrip(b"\n").rsplit(b" ", 2)
        if len(words) != 3 or not words[2].isdigit():
            return None  # `<name> missing`, or git has ended: it says why on stderr
        content = answers.read(int(words[2]) + 1)[:-1]
        return words[1], content, words[0]


@cache
def said(content: bytes) -> str | None:
    """The hash of what a Python file says, as fingerprints have it; None where it is no Python."""
    try:
        return sha256_of(meaning(ast.parse(content)))
    except (SyntaxError, ValueError, RecursionError):
        return None


def _started(root: Path) -> subprocess.Popen[bytes] | None:
    try:
        return subprocess.Popen(["git", "cat-file", "--batch"], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL)
    except FileNotFoundError:
        return None


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Where it is asked, and where it answers."""
    assert process.stdin is not None and process.stdout is not None, "started without pipes"
    return process.stdin, process.stdout


def _git(root: Path, *arguments: str) -> str | None:
    """What git prints, stripped; None where it fails."""
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else None
