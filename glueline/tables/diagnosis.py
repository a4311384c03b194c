"""What a teacher's answers show beside its cells: robustness, AX, calibration, agreement of related heads."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from glueline.glue.agreement import agreement
from glueline.glue.answers import Answers
from glueline.glue.calibration import calibration
from glueline.glue.cells import CELLS, EMPTY, score
from glueline.glue.challenges import ADVGLUE, AX, TAGS, Challenge
from glueline.glue.diagnostics import by_category
from glueline.glue.intervals import drawn_scores, draws
from glueline.glue.relations import partners
from glueline.glue.robustness import Variants, by_family, mean_score
from glueline.glue.tasks import TASKS, Task
from glueline.refusal import Refused
from glueline.tables.parquet import read_rows
from glueline.tables.questions import ABSENT, accepted, made_of, named, read_by


@dataclass(frozen=True)
class Diagnosis:
    """`answers`: by name of the question; `served`: the tasks whose heads the teacher has; resamples and seed of intervals."""

    answers: Mapping[str, Answers]
    served: Collection[str]
    resamples: int
    seed: int

    def key(self, name: str) -> list[int]:
        """Of the draws of one figure."""
        return [self.seed, *name.encode()]

    def content(self, sets: Mapping[str, dict], splits: Mapping[str, dict], challenge: Path, adversarial: Path) -> dict:
        """All of it, as scores.json keeps it. `sets`, `splits`: standings."""
        return {"robustness": {"advglue": self.advglue(sets), "adversarial": self.adversarial(adversarial)},
                "ax": self.ax(sets, challenge), "calibration": self.calibration(splits), "agreement": self.agreement()}

    def challenge(self, one: Challenge, standing: dict) -> dict:
        """The figures of a set: {"rows", "standing", "why", "note", "learned" (rows that train holds too), "score", ...}. Rows
        that are not the known ones fill no score; theirs stands in `aside`."""
        about = {name: standing[name] for name in ("rows", "standing", "note")}
        about |= {"learned": len(standing["learned"]), "why": None}
        found = self.answers.get(named(one.table))
        if found is None:
            unserved = f"the teacher does not serve {TASKS[one.task].title}"
            return about | EMPTY | {"why": standing["why"] if standing["standing"] == ABSENT else unserved}
        if len(found.ids) != standing["rows"]:
            raise Refused(f"{one.table}: {len(found.ids)} rows where standing.json counts {standing['rows']}; "
                          "run `dvc repro challenge`")
        measured = score(one.metrics, found.labels, found.predictions, self.resamples, self.key(one.table))
        return about | measured if standing["known"] else about | EMPTY | {"why": standing["why"], "aside": measured}

    def advglue(self, sets: Mapping[str, dict]) -> dict:
        """{"sets": by cell, "mean" over the tasks whose rows are the known ones}: accuracy, in points."""
        made = {one.name: self.challenge(one, sets[one.table]) for one in ADVGLUE}
        drawn = {}
        for one in ADVGLUE:
            if made[one.name]["score"] is not None:
                found = self.answers[named(one.table)]
                draw = draws(len(found.ids), self.resamples, self.key(one.table))
                drawn[one.name] = drawn_scores(one.metrics, found.labels, found.predictions, draw)
        return {"sets": made, "mean": mean_score({name: each["score"] for name, each in made.items()}, drawn)}

    def ax(self, sets: Mapping[str, dict], challenge: Path) -> dict:
        """Matthews' correlation on AX's labelled rows, and by category (`glueline.glue.diagnostics`) where they have tags."""
        made = self.challenge(AX, sets[AX.table])
        if made["score"] is None:
            return made | {"categories": {}}
        found = self.answers[named(AX.table)]
        rows = {row["id"]: row for row in read_rows(challenge / f"{AX.table}.parquet", ["id", *TAGS])}
        tags = {tag: [rows[name][tag] for name in found.ids] for tag in TAGS}
        by_tag = by_category(tags, lambda places, name: score(
            AX.metrics, found.labels[places], found.predictions[places], self.resamples, self.key(f"{AX.table}/{name}")))
        return made | {"categories": {name: each for name, each in by_tag.items() if each["rows"]}}

    def adversarial(self, folder: Path) -> dict:
        """By served task, what is left of the score on accepted rows made of its validation rows: {"why", "families"}."""
        made = {}
        for task in (TASKS[name] for name in TASKS if name in self.served):
            there = made_of(task.name) in self.answers
            families = self._families(task, folder / f"{task.name}.parquet") if there else {}
            why = None if there else f"no accepted rows made of {task.title}'s validation rows"
            made[task.name] = {"families": families, "why": why}
        return made

    def calibration(self, splits: Mapping[str, dict]) -> dict:
        """By cell of a task with labels that was answered: `glueline.glue.calibration`, and the standing of its rows."""
        asked = {cell.name: self.answers.get(named(cell.table)) for cell in CELLS.values()
                 if cell.scored and TASKS[cell.task].labels}
        return {name: calibration(found.logits, found.labels) | {"standing": splits[CELLS[name].table]["standing"]}
                for name, found in asked.items() if found}

    def agreement(self) -> dict:
        """By validation table and other task: how far that task's head agrees with its own (`glueline.glue.agreement`), over
        the rows that both read, `of` all its rows."""
        made: dict[str, dict] = {}
        for task in (TASKS[name] for name in TASKS if name in self.served):
            for table in (f"{task.name}/{split}" for split in task.validation_splits):
                for relation, other in partners(task.name, list(self.served)):
                    if theirs := self.answers.get(read_by(table, other)):
                        ours = self.answers[named(table)].at(theirs.ids).predictions
                        narrow, wide = (theirs.predictions, ours) if relation.wide == task.name else (ours, theirs.predictions)
                        made.setdefault(table, {})[other] = agreement(relation, narrow, wide) | {
                            "of": len(self.answers[named(table)].ids)}
        return made

    def _families(self, task: Task, path: Path) -> dict:
        found = self.answers[made_of(task.name)]
        rows = {row["id"]: row for row in accepted(path)}
        about = [rows[name] for name in found.ids]
        own = [self.answers[named(f"{task.name}/{split}")] for split in task.validation_splits
               if named(f"{task.name}/{split}") in self.answers]
        known = {name: (label, said) for each in own
                 for name, label, said in zip(each.ids, each.labels, each.predictions, strict=True)}
        for row in about:
            if row["parent_id"] not in known:
                raise Refused(f"{path}: {row['id']}: its parent {row['parent_id']} is not among the validation rows; "
                              "run `dvc repro perturb`")
        parents = np.array([known[row["parent_id"]] for row in about])
        made = Variants(
            found.labels, found.predictions, parents[:, 0], parents[:, 1],
            np.unique([row["parent_id"] for row in about], return_inverse=True)[1],
            np.array([row["family"] for row in about]), np.array([row["label_effect"] == "kept" for row in about]))
        return by_family(task.metrics, not task.labels, made, self.resamples, self.key(made_of(task.name)))
