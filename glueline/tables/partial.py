"""Half-trained state on disk: whole or not at all, kept through a kill, written seldom enough to cost next to nothing."""

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from glueline.refusal import Refused

FILE = "state.safetensors"
JSON = "state.json"  # a tensor of bytes in the same file, so that both change at once; a header may not hold over 100 MB
SELDOM = 60.0  # seconds between saves, at least
SHARE = 50  # times as long as a save takes passes between two: they cost under 2 %


class Partial:
    """The last whole save in a folder, which may not exist yet, and when the next one is worth its time."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock`: seconds from any beginning."""
        self.folder, self.clock = folder, clock
        self.saved, self.took = clock(), 0.0

    def load(self) -> tuple[dict[str, Tensor], dict] | None:
        """Tensors and JSON of the last whole save; None where there is none. Raises Refused on a file that `save` did not
        write whole."""
        path = self.folder / FILE
        if not path.exists():
            return None
        try:
            tensors = load_file(path)
            return tensors, json.loads(tensors.pop(JSON).numpy().tobytes())
        except (SafetensorError, KeyError, ValueError, TypeError, OSError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise Refused(f"{path}: no whole half-trained state ({reason}); delete it to train from the start") from error

    def due(self) -> bool:
        """Whether enough time has passed since the last save, or since the start."""
        return self.clock() - self.saved >= max(SELDOM, SHARE * self.took)

    def save(self, tensors: dict[str, Tensor], state: dict) -> None:
        """Replace the last save by `tensors`, from any device, and `state`, which must be JSON. The last one stays until the
        new one is on the disk. Raises OSError where it cannot be written."""
        began = self.clock()
        assert JSON not in tensors, f"{JSON}: the name is taken"
        text = torch.frombuffer(bytearray(json.dumps(state, allow_nan=False).encode()), dtype=torch.uint8)
        content = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()} | {JSON: text}
        beside = self.folder / "new"
        shutil.rmtree(beside, ignore_errors=True)  # what a kill left; safetensors writes under a random name first
        beside.mkdir(parents=True)
        try:
            save_file(content, beside / FILE)
            _to_disk(beside / FILE)
            os.replace(beside / FILE, self.folder / FILE)
        except SafetensorError as error:
            raise OSError(f"{self.folder}: {error}") from error
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        _to_disk(self.folder)
        self.saved = self.clock()
        self.took = self.saved - began


def _to_disk(path: Path) -> None:
    """Wait until a file's bytes, or a folder's names, would survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
