"""What DVC knows: which stages there are, what each waits for, and whether one is up to date."""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dvc.repo import Repo
from dvc.repo.reproduce import collect_stages, get_active_graph, plan_repro

_one_at_a_time = threading.Lock()  # DVC's Repo is not made for threads


@dataclass(frozen=True)
class Stage:
    """One stage as it stands in dvc.yaml: `key` is DVC's address (`teach@language`), `outs` are paths from the root."""

    key: str
    desc: str
    upstream: tuple[str, ...]
    outs: tuple[str, ...]


def find_root() -> Path:
    """The DVC repository around the working directory; raises dvc's NotDvcRepoError where there is none."""
    return Path(Repo.find_root())


def read_graph(root: Path, targets: list[str] | None = None, upstream: bool = True) -> list[Stage]:
    """The stages that `dvc repro [targets]` would look at, in DVC's own order: upstream first; without `upstream` the targets
    alone."""
    with _one_at_a_time, Repo(str(root)) as repo:
        graph = get_active_graph(repo.index.graph)
        wanted = collect_stages(repo, targets) if targets else None
        planned = [stage for stage in plan_repro(graph, wanted) if upstream or not wanted or stage in wanted]
        return [_stage(stage, [other for other in planned if graph.has_edge(stage, other)]) for stage in planned]


def _stage(stage: Any, upstream: list[Any]) -> Stage:
    outs = tuple(out.def_path for out in stage.outs)
    return Stage(stage.addressing, stage.desc or "", tuple(other.addressing for other in upstream), outs)


def changes(root: Path, key: str) -> list[str]:
    """Why DVC would run stage `key` again (`changed deps: data/raw modified`); empty where it is up to date.

    Waits for other DVC commands to let go of the repository; raises dvc's LockError while one writes this stage's files.
    """
    with _one_at_a_time, Repo(str(root), _wait_for_lock=True) as repo:
        entries = repo.status(targets=[key]).get(key, [])
    return [entry if isinstance(entry, str) else _reason(entry) for entry in entries]


def _reason(entry: dict[str, Any]) -> str:
    """{'changed deps': {'data/raw': 'modified'}} -> 'changed deps: data/raw modified'; params lie one level deeper."""
    (what, paths), = entry.items()
    said = [f"{path} {how}" if isinstance(how, str) else f"{path} {' '.join(how)}" for path, how in paths.items()]
    return f"{what}: {', '.join(said)}"
