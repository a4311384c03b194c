"""Where and why the models still fail: slices in which each is worse, the three families of the article, the worst rows.

Reads:  data/prepared (validation and train tables), data/scores (of each model: scores.json, predictions)
Writes: data/analysis: <model>/slices.json, worst.json (with texts: never in git), slices.svg; report.md
Run:    dvc repro analyse
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from glueline.analysis.models import Plan, slices_of, worst_rows
from glueline.analysis.phenomena import phenomena
from glueline.analysis.picture import slices_svg
from glueline.analysis.report import page
from glueline.analysis.slices import others_of, textual
from glueline.glue.cells import CELLS
from glueline.progress import over
from glueline.tables.capped import capped_rows
from glueline.tables.json_file import read_json, write_json
from glueline.tables.validation_answers import Answers, read_answers

SEED = 1  # which train rows are looked through where there are more than enough


@dataclass(frozen=True)
class Settings:
    analyse: Plan
    scored: dict[str, str]


def main(settings: Settings, prepared: Path, scores: Path, analysis: Path) -> None:
    plan, models = settings.analyse, sorted(settings.scored)
    answers = {name: {cell: read_answers(prepared, scores / name / "predictions", CELLS[cell])
                      for cell in filled(scores / name)} for name in models}

    shared = {cell: textual([phenomena(row["text_a"], row["text_b"]) for row in answers_to(cell, answers.values()).rows])
              for cell in over({cell for own in answers.values() for cell in own}, "slices", "cell")}
    known = {cell: list(capped_rows(prepared / CELLS[cell].task / "train.parquet", plan.among, SEED)) for cell in shared}
    found = {name: slices_of(name, answers, shared, others_of(name, settings.scored), plan) for name in models}
    worst = {name: {cell: worst_rows(cell, own, known[cell], plan) for cell, own in answers[name].items()}
             for name in over(models, "worst rows", "model")}

    method = {"rows": plan.rows, "level": plan.level}
    for name in models:
        write_json(analysis / name / "slices.json", {"method": method, "slices": [asdict(one) for one in found[name]]})
        write_json(analysis / name / "worst.json", worst[name])
        (analysis / name / "slices.svg").write_text(slices_svg(found[name], f"{name}: loss by slice"), "utf-8")
    (analysis / "report.md").write_text(page(found, worst, method), "utf-8")


def filled(scores: Path) -> list[str]:
    """The cells in which the model has a score."""
    return [cell for cell, one in read_json(scores / "scores.json")["cells"].items() if one["score"] is not None]


def answers_to(cell: str, models: Iterable[dict[str, Answers]]) -> Answers:
    """The first model's that has any; the rows are the same for all."""
    return next(own[cell] for own in models if cell in own)
