"""What a stage's outputs may depend on, looked at twice: before the stage runs and after. DVC looks only afterwards
(treeverse/dvc#11058), and would bind outputs to inputs and code they were not made of."""

import importlib.metadata
from dataclasses import dataclass
from pathlib import Path

from glueline.provenance.fingerprint import LOCK, fingerprint
from glueline.provenance.graph import Stage, load_stage
from glueline.provenance.hashing import Digest, digest, sha256_of
from glueline.refusal import Refused
from glueline.tables.json_file import read_json

FINGERPRINTS = "data/code"


@dataclass(frozen=True)
class Sight:
    """All that a stage's outputs may depend on, at one moment."""

    stage: Stage
    inputs: dict[str, Digest]
    code: dict

    @property
    def work(self) -> str:
        """One hash of inputs, code and params: what makes two runs attempts at the same thing."""
        inputs = {path: content.sha256 for path, content in self.inputs.items()}
        return sha256_of([inputs, self.code["fingerprint"], self.stage.sections])


def look(root: Path, key: str) -> Sight:
    """Hash the stage's inputs and code as they are now. Raises Refused where an input is missing."""
    stage = load_stage(root, key)
    return Sight(stage, {dep: digest(root / dep, stage.ignored) for dep in stage.deps}, fingerprint(root, stage.name))


def changed(before: Sight, after: Sight) -> str | None:
    """The first thing that differs between two looks, by name."""
    for section, value in before.stage.sections.items():
        if after.stage.sections.get(section) != value:
            return f"params.yaml: {section}"
    for path, sha256 in {**after.code["files"], **before.code["files"]}.items():
        if after.code["files"].get(path) != sha256:
            return path
    if before.code != after.code:
        return LOCK
    if before.stage != after.stage:
        return f"dvc.yaml: {before.stage.key}"
    return next((_changed_file(path, old, after.inputs[path]) for path, old in before.inputs.items()
                 if old != after.inputs[path]), None)


def check_code(root: Path, sight: Sight) -> None:
    """Refuse code that is not the code DVC decided about, and packages that are not the ones pinned."""
    own = own_fingerprint(sight.stage)
    if sight.stage.name != "code":
        if not any(own == dep or own.startswith(f"{dep}/") for dep in sight.stage.deps):
            raise Refused(f"dvc.yaml: {sight.stage.key}: does not depend on {own}; add it to its deps")
        if read_json(root / own) != sight.code:
            raise Refused(f"stages/{sight.stage.name}.py: code changed since `code` ran; run `dvc repro`")
    for package, pinned in sight.code["packages"].items():
        installed = _installed(package)
        if package != "python" and pinned not in (installed, installed.split("+")[0]):
            raise Refused(f"{LOCK}: pins {package} {pinned}, but {installed or 'none'} is installed; install what it pins")


def own_fingerprint(stage: Stage) -> str:
    """Where `code` leaves the stage's fingerprint: the one dep that main is not given."""
    return f"{FINGERPRINTS}/{stage.name}.json"


def _installed(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _changed_file(path: str, old: Digest, new: Digest) -> str:
    before, after = old.files or {}, new.files or {}
    return next((f"{path}/{name}" for name in sorted({**before, **after}) if before.get(name) != after.get(name)), path)
