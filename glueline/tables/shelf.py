"""Arrays kept on disk while they are of use, memory-mapped: they may be larger than memory."""

from pathlib import Path
from typing import Literal

import numpy as np


class Shelf:
    """A folder of arrays. An array whose making was cut short is made anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.filling: dict[str, tuple[np.memmap, str]] = {}

    def array(self, name: str, shape: tuple[int, int], kind: type) -> np.ndarray:
        """The array of this name, as it is where it is whole and of this shape and kind, else a new one to be filled, which is
        not yet whole."""
        self.folder.mkdir(parents=True, exist_ok=True)
        form = f"{np.dtype(kind).name} {shape}"
        if self.whole(name) and self._marker(name).read_text() != form:
            self.forget(name)
        mode: Literal["r", "w+"] = "r" if self.whole(name) else "w+"
        array = np.memmap(self._file(name), dtype=kind, mode=mode, shape=shape)
        if mode == "w+":
            self.filling[name] = array, form
        return array

    def whole(self, name: str) -> bool:
        return self._marker(name).exists()

    def finish(self, name: str) -> None:
        """Note that an array has been filled, once it is in its file: other machines may read it."""
        array, form = self.filling.pop(name)
        array.flush()
        self._marker(name).write_text(form)

    def forget(self, name: str) -> None:
        """Let an array count as not made, if it was."""
        self._marker(name).unlink(missing_ok=True)

    def _marker(self, name: str) -> Path:
        return self._file(name).with_suffix(".whole")

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.bin"
