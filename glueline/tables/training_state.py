"""A training between two steps: everything that the next one depends on, as it lies on disk."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from glueline.learning.loop import Step, check_finite, random_state, restore_random
from glueline.learning.syllabus import Turn
from glueline.learning.training import Training
from glueline.refusal import Refused
from glueline.tables.examples import STEPS
from glueline.tables.history import History
from glueline.tables.json_file import write_json
from glueline.tables.parquet import write_rows
from glueline.tables.partial import Partial


@dataclass(frozen=True)
class TrainingState:
    """The parts of a training that change from step to step: weights and moments, the turns to come, what has been. torch's
    random numbers belong to it too."""

    training: Training
    history: History
    curriculum: str  # sha256 of the rows: a file may change between a stage's first look and its reading

    def load(self, partial: Partial) -> None:
        """Take up what was left half done, if anything was, in every process that trains. Raises Refused where it is of another
        training, or where the processes do not see the same."""
        found = partial.load()
        if found is not None:
            self._restore(partial, *found)
        if self.training.objective.world.main:
            self.training.objective.prefix.forget_after(self.training.syllabus.progress)
        if not self.training.objective.world.agrees(self.training.syllabus.step, int(self.curriculum[:12], 16)):
            raise Refused(f"{partial.folder}: another process has other rows or another state; they need one file system")

    def _restore(self, partial: Partial, tensors: dict[str, Tensor], state: dict) -> None:
        if state["curriculum"] != self.curriculum:
            raise Refused(f"{partial.folder}: half-trained on other rows; delete the folder to train from the start")
        if state["processes"] != self.training.objective.world.size:  # or the record would name those that ended it alone
            number = f"half-trained by {state['processes']} process(es)"
            raise Refused(f"{partial.folder}: {number}; start as many, or delete the folder to train from the start")
        try:
            if state["precision"] != self.precision:
                raise Refused(f"half-trained in {state['precision']}, and this machine would go on in {self.precision}")
            self.training.optimizer.restore(tensors)
            self.training.syllabus.restore(state["syllabus"])
            self.history.restore(tensors)
            restore_random(tensors)
            self.training.objective.flops.update(state["flops"])
        except (Refused, KeyError) as error:
            raise Refused(f"{partial.folder}: {error}; delete the folder to train from the start") from error

    @property
    def precision(self) -> str:
        """What the layers compute in, which is up to the machine too."""
        return str(self.training.objective.model.encoder.precision).removeprefix("torch.")

    def save(self, partial: Partial) -> None:
        """Keep all of it; it is the same in all processes, and the main one writes it."""
        if not self.training.objective.world.main:
            return
        tensors = {**self.training.optimizer.state(), **self.history.state(), **random_state()}
        training, processes = self.training, self.training.objective.world.size
        changing = {"syllabus": training.syllabus.state(), "flops": dict(training.objective.flops)}
        of = {"curriculum": self.curriculum, "processes": processes, "precision": self.precision}
        partial.save(tensors, {**of, **changing})

    def note(self, steps: Sequence[tuple[Turn, Step[Tensor]]], partial: Partial) -> list[tuple[Turn, Step[float]]]:
        """Read steps, add them to the history and return them. Raises Refused at the first whose loss or gradient is not
        finite, its row ids written down. Does nothing but in the main process: if that one ends, the others wait at their next
        step until the launcher ends them."""
        if not self.training.objective.world.main:
            return []
        read = check_finite(steps, lambda turn: self.keep_rows(partial, turn))
        for turn, step in read:
            self.history.add(turn, step)
        return read

    def write(self, folder: Path) -> None:
        """Tell of a training that has ended: its history, the rows of each step, what it came to and cost, its reviews."""
        self.history.write(folder / "history.csv")
        write_rows(folder / "steps.parquet", STEPS, self.history.step_rows())
        write_json(folder / "summary.json", {**self.history.summary(), "flops": dict(self.training.objective.flops)})
        write_json(folder / "reviews.json", self.training.syllabus.log)

    def keep_rows(self, partial: Partial, turn: Turn) -> str:
        """Write down the ids of a turn's rows and say where."""
        ids = self.history.lessons.row_ids[turn.task]
        path = partial.folder / "not_finite.json"
        write_json(path, {"step": turn.number, "ids": [ids[row] for rows in turn.batches for row in rows]})
        return str(path)
