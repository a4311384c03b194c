"""What each process of a launch runs in test_teach_processes.py: trainings in a folder, and one step's gradients in fp64.

The folder holds settings.json (of `Settings`) and curriculum/.
"""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import save_file

import stages.teach
from glueline.devices import launched
from glueline.learning.lessons import Lessons
from glueline.learning.training import set_up
from glueline.model.id_transformer import IDTransformer
from glueline.provenance.platform import numeric_platform
from glueline.tables import learner
from glueline.tables.agreements import agreements
from glueline.tables.backbones import find_backbone, load_encoder
from glueline.tables.checkpoints import load_tokenizer
from glueline.tables.params import settings_from
from glueline.tables.parquet import read_rows
from glueline.tables.partial import Partial
from glueline.tables.shelf import Shelf

KILLED_AT = 9


class Killed(Exception):
    """Stands for a kill of all processes."""


def teach(folder: Path, settings: stages.teach.Settings, name: str) -> None:
    """Each process is given outputs of its own, and the one place for what is half done."""
    outputs = folder / os.environ["RANK"] / name
    stages.teach.main(settings, folder / "curriculum", outputs, folder / f"partial of {name}")


def killed_and_resumed(folder: Path, settings: stages.teach.Settings) -> None:
    """A training that saves after each step, ends with the process after KILLED_AT, and is begun again."""
    train, due = learner.train, Partial.due

    def cut_short(*given):
        for turn, step in train(*given):
            if step.number == KILLED_AT:
                raise Killed
            yield turn, step

    learner.train, Partial.due = cut_short, lambda self: True
    try:
        teach(folder, settings, "resumed")
    except Killed:
        learner.train, Partial.due = train, due
    else:
        raise AssertionError("the training ended before it could be killed")
    torch.manual_seed(99)  # nothing may hang on what a process has drawn before
    teach(folder, settings, "resumed")


def gradients_in_fp64(folder: Path, settings: stages.teach.Settings, steps: int = 4) -> dict[str, torch.Tensor]:
    """Of the first turns, without a step between them: losses and what the optimizer has reduced."""
    narrow = torch.Tensor.float
    # the model casts to fp32 here and there
    torch.Tensor.float = lambda tensor: tensor.double() if tensor.is_floating_point() else narrow(tensor)
    world = launched(settings.seed)
    torch.manual_seed(settings.seed)
    backbone = find_backbone(settings.backbone, settings.sha256)
    rows = [row for row in read_rows(folder / "curriculum" / "rows.parquet") if row["split"] == "train"]
    lessons = Lessons(rows, load_tokenizer(backbone.folder), settings.longest)
    model = IDTransformer(load_encoder(backbone, 0.0), {"cola": 2, "mrpc": 2, "stsb": 1}, settings.parts).double()
    for gate in model.hierarchy.gates.values():
        torch.nn.init.normal_(gate)
    shelf = Shelf(folder / f"prefix of {world.size}")
    training = set_up(model.train(), lessons, replace(settings.method, freeze=()), 1, agreements(lessons.tasks), shelf, world)
    found = {}
    for turn, _ in zip(training.syllabus, range(steps), strict=False):
        loss = torch.zeros((), dtype=torch.float64)
        for each in training.objective.losses(turn):
            each.backward()
            training.optimizer.collect()
            loss += each.detach()
        world.all_reduce(loss)
        found[f"{turn.number}/loss"] = loss
        found |= {f"{turn.number}/{at}": tensor.clone() for at, tensor in enumerate(training.optimizer.reduced())}
        for part in training.optimizer.parts:
            part.end_step()
    assert training.objective.flops["variants"] and training.objective.flops["consistency"], "too few steps to meet both"
    torch.Tensor.float = narrow
    return found


def main(folder: Path) -> None:
    settings = settings_from(stages.teach.Settings, json.loads((folder / "settings.json").read_text()), "settings")
    teach(folder, replace(settings, dropout=0.0), "exact")
    teach(folder, settings, "whole")
    killed_and_resumed(folder, settings)
    found, rank = gradients_in_fp64(folder, settings), launched(1).rank
    save_file(found, folder / f"gradients-{rank}.safetensors")
    (folder / f"platform-{rank}.json").write_text(json.dumps(numeric_platform()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
