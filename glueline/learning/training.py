"""A training, put together from its parts: what is learned, from what, in which order, at which rate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from glueline.learning.consistency import Agreement
from glueline.learning.course import Pace, courses
from glueline.learning.distillation import SoftTargets
from glueline.learning.freezing import Phase, Prefix, Shelf
from glueline.learning.lessons import Lessons
from glueline.learning.aims import Consistency, Phrases
from glueline.learning.objective import Objective
from glueline.learning.optimizer import MasterAdamW
from glueline.learning.pieces import fresh, resting
from glueline.learning.schedule import Schedule
from glueline.learning.skill import skills
from glueline.learning.syllabus import Syllabus
from glueline.learning.unfit import refuse_unfit
from glueline.learning.variants import Variants
from glueline.learning.world import ALONE, World
from glueline.model.id_transformer import IDTransformer


@dataclass(frozen=True)
class Method:
    """How a model is taught. `epochs`: how often each task's rows are seen; `boost`: what starts new learns at so many times
    the rate (new bottlenecks want a higher one than published weights bear: Houlsby et al. 2019, arXiv 1902.00751); `clip`:
    norm of the gradient."""

    epochs: dict[str, int]
    pace: Pace
    schedule: Schedule
    freeze: tuple[Phase, ...]
    consistency: Consistency
    phrases: Phrases
    variants: Variants
    boost: float
    weight_decay: float
    clip: float

    def __post_init__(self) -> None:
        refuse_unfit("", ("boost", self.boost, self.boost > 0, "above 0"), ("clip", self.clip, self.clip > 0, "above 0"),
                     ("weight_decay", self.weight_decay, self.weight_decay >= 0, "0 or more"))


@dataclass(frozen=True)
class Training:
    """What changes from step to step: the model by its optimizer, the turns to come, and the losses' account of costs."""

    optimizer: MasterAdamW
    syllabus: Syllabus
    objective: Objective

    def review(self, tune: Lessons, batch_tokens: int) -> None:
        """Let the syllabus see how well the model answers the tune rows."""
        model, book, world = self.objective.model, self.objective.book_review, self.objective.world
        self.syllabus.review(skills(model, tune, batch_tokens, book, world))


def set_up(
    model: IDTransformer, lessons: Lessons, method: Method, seed: int, agreements: Mapping[str, Sequence[Agreement]],
    shelf: Shelf, world: World = ALONE, teachers: SoftTargets | None = None,
) -> Training:
    """A training of the model before its first step, in one of the processes of `world`; the others must set up the same.
    `teachers`: what they say of the lessons' rows, for a student. Raises Refused on a method that does not fit."""  # fmt: skip
    prefix = Prefix(model, lessons, method.freeze, shelf)
    syllabus = Syllabus(courses(lessons, method.pace, method.epochs, seed), method.schedule, seed)
    optimizer = MasterAdamW(
        model, method.weight_decay, resting(model), all_reduce=world.all_reduce, fresh=fresh(model), boost=method.boost)
    objective = Objective(prefix, method.phrases, method.consistency, method.variants, agreements, world, teachers)
    return Training(optimizer, syllabus, objective)
