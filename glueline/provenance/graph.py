"""A stage as DVC sees it. The graph is read from DVC, never restated; dvc.lock is not read (it may be half written)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from glueline.refusal import Refused


@dataclass(frozen=True)
class Stage:
    """One entry of dvc.yaml, resolved. Paths are relative to the checkout, in the order they stand there."""

    key: str                    # teach@minilm
    command: str
    deps: tuple[str, ...]
    outs: tuple[str, ...]
    sections: dict[str, Any]    # {"teach.minilm": what params.yaml says there}
    makers: dict[str, str] = field(compare=False)           # every out in the graph -> key of the stage that makes it
    ignored: Callable[[Path], bool] = field(compare=False)  # by .dvcignore

    @property
    def name(self) -> str:
        """The stage's file and the first part of its params section."""
        return self.key.split("@")[0]


def load_stage(root: Path, key: str) -> Stage:
    """Read the stage `key` and its params. Raises Refused on a stage or a params section that is not there."""
    from dvc.dvcfile import ProjectFile
    from dvc.exceptions import DvcException
    from dvc.repo import Repo

    if not (root / "dvc.yaml").is_file():
        raise Refused(f"{root / 'dvc.yaml'}: missing; run from the top of the checkout")
    try:
        with Repo(str(root)) as repo:
            file = ProjectFile(repo, str((root / "dvc.yaml").resolve()))
            file.lockfile_contents = {}
            return _stage(repo, file.stages, key)
    except DvcException as error:
        raise Refused(f"dvc.yaml: {key}: {str(error).splitlines()[0]}") from error


def _stage(repo: Any, stages: Any, key: str) -> Stage:
    entry = stages[key]
    params = [dep for dep in entry.deps if hasattr(dep, "read_params")]
    return Stage(
        key=key,
        command=entry.cmd,
        deps=tuple(_relative(repo, dep) for dep in entry.deps if dep not in params),
        outs=tuple(_relative(repo, out) for out in entry.outs),
        sections={name: value for dep in params for name, value in _sections(repo, dep, key).items()},
        makers={_relative(repo, out): name for name in stages for out in stages[name].outs},
        ignored=lambda path: repo.dvcignore.is_ignored_file(str(path.absolute())),
    )


def _sections(repo: Any, dep: Any, key: str) -> dict[str, Any]:
    path = _relative(repo, dep)
    found = dep.read_params()
    for name in dep.params:
        if name not in found:
            raise Refused(f"{path}: {name}: missing section, which the stage {key} needs")
    return found


def _relative(repo: Any, item: Any) -> str:
    return Path(repo.fs.relpath(item.fs_path, repo.root_dir)).as_posix()
