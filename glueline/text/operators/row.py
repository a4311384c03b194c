"""What an operator gets, what it makes, and what it says about itself."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from glueline.text.analysis import Sentence
from glueline.text.lexicon import Lexicon


@dataclass(frozen=True)
class Row:
    """A parent row with its texts analysed. `b`: None for a single sentence. `label`: the number of one of `labels`, the task's
    label names, or a grade where it has none."""

    id: str
    task: str
    a: Sentence
    b: Sentence | None
    label: float
    labels: tuple[str, ...]

    @property
    def label_name(self) -> str | None:
        """The name of the row's label, None for a grade."""
        return self.labels[int(self.label)] if self.labels else None


@dataclass(frozen=True)
class Edit:
    """What became of a row: its texts, its label, and the sentence that justifies this label."""

    text_a: str
    text_b: str | None
    label: float
    rule: str


@dataclass(frozen=True)
class Operator:
    """One way to edit a row. `family`: linguistic, counterfactual or targeted. `effect`: what it does to the label, kept or
    flipped. `source`: where the method comes from. `lexical`: whether it asks the lexicon. `edit`: None where it does not
    apply; the same edit for the same row, generator state and lexicon."""

    name: str
    family: str
    effect: str
    tasks: tuple[str, ...]
    source: str
    lexical: bool
    edit: Callable[[Row, Random, Lexicon], Edit | None]
