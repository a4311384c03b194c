"""A training between two steps: everything that the next one depends on, as it lies on disk."""

from dataclasses import dataclass

from glueline.learning.loop import random_state, restore_random
from glueline.learning.syllabus import Turn
from glueline.learning.training import Training
from glueline.refusal import Refused
from glueline.tables.history import History
from glueline.tables.json_file import write_json
from glueline.tables.partial import Partial


@dataclass(frozen=True)
class TrainingState:
    """The parts of a training that change from step to step: weights and moments, the turns to come, what has been. torch's
    random numbers belong to it too."""

    training: Training
    history: History
    curriculum: str  # sha256 of the rows: a file may change between a stage's first look and its reading

    def load(self, partial: Partial) -> bool:
        """Take up what was left half done, if anything was. Raises Refused where it is of another training."""
        found = partial.load()
        if found is None:
            return False
        tensors, state = found
        if state["curriculum"] != self.curriculum:
            raise Refused(f"{partial.folder}: half-trained on other rows; delete the folder to train from the start")
        try:
            self.training.optimizer.restore(tensors)
            self.training.syllabus.restore(state["syllabus"])
            self.history.restore(tensors)
            restore_random(tensors)
            self.training.objective.flops.update(state["flops"])
        except (Refused, KeyError) as error:
            raise Refused(f"{partial.folder}: {error}; delete the folder to train from the start") from error
        return True

    def save(self, partial: Partial) -> None:
        """Keep all of it."""
        tensors = {**self.training.optimizer.state(), **self.history.state(), **random_state()}
        partial.save(tensors, {"curriculum": self.curriculum, "syllabus": self.training.syllabus.state(), "flops": dict(self.training.objective.flops)})

    def keep_rows(self, partial: Partial, turn: Turn) -> str:
        """Write down the ids of a turn's rows and say where."""
        ids = self.history.lessons.row_ids[turn.task]
        path = partial.folder / "not_finite.json"
        write_json(path, {"step": turn.number, "ids": [ids[row] for rows in turn.batches for row in rows]})
        return str(path)
