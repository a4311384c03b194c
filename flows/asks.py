"""What stages ask of the machines of a cluster, from the table ray.yaml."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from glueline.refusal import Refused

TABLE = "ray.yaml"
KINDS = {"num_cpus": "CPU", "num_gpus": "GPU", "memory": "memory"}  # as a stage asks, and as a machine of Ray's has
ANY = {"num_cpus": 1}

Asks = Mapping[str, dict[str, Any]]


def read_asks(root: Path) -> Asks:
    """The table of a checkout; empty where there is none. Raises Refused, naming the entry, on what Ray cannot be asked for."""
    path = root / TABLE
    if not path.is_file():
        return {}
    try:
        asks = yaml.safe_load(path.read_text("utf-8")) or {}
    except yaml.YAMLError as error:
        raise Refused(f"{path}: no YAML ({' '.join(str(error).split())[:100]})") from error
    if not isinstance(asks, dict):
        raise Refused(f"{path}: expected a mapping of stages, found {type(asks).__name__}")
    for stage, asked in asks.items():
        for kind, amount in asked.items() if isinstance(asked, dict) else [(asked, None)]:
            if kind not in KINDS or isinstance(amount, bool) or not isinstance(amount, int | float) or amount < 0:
                raise Refused(f"{path}: {stage}: {kind}: {amount}: give amounts of {', '.join(KINDS)}")
    return asks


def asks_of(asks: Asks, key: str) -> dict[str, Any]:
    """What the stage `key` asks for: by its key, else by its name, else one core. ({"teach": ...}, "teach@one") -> that."""
    return asks.get(key, asks.get(key.split("@")[0], ANY))


def refuse_unmeetable(asks: Asks, keys: Iterable[str], machines: Iterable[Mapping[str, float]]) -> None:
    """Raise Refused for the first stage that no machine alone and idle has enough for: Ray would wait without a word."""
    there = list(machines)
    for key in keys:
        wanted = asks_of(asks, key)
        if not any(all(machine.get(KINDS[kind], 0) >= amount for kind, amount in wanted.items()) for machine in there):
            has = "; ".join(", ".join(f"{kind} {machine.get(kind, 0):g}" for kind in ("CPU", "GPU")) for machine in there)
            says = f"no machine of the cluster has that (they have {has or 'nothing'})"
            raise Refused(f"{TABLE}: {key} asks for {wanted}, and {says}")
