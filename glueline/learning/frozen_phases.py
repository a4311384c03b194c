"""The named stretches of a training in which the lowest storeys of a model rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from glueline.refusal import Refused


@dataclass(frozen=True)
class Phase:
    """A stretch of the training, up to the share `until` of its steps. `depth`: 0 freezes nothing, 1 the embeddings, 1 + n
    the n lowest layers too."""

    name: str
    until: float
    depth: int


def check_phases(phases: Sequence[Phase], layers: int) -> None:
    """Raise Refused on phases out of order, or deeper than the encoder."""
    for before, phase in zip((None, *phases), phases, strict=False):
        if not (before.until if before else 0) < phase.until <= 1:
            raise Refused(f"params.yaml: teach: freeze: {phase.name}: until {phase.until}: shares must ascend, up to 1")
        if not phase.name.isidentifier():
            raise Refused(f"params.yaml: teach: freeze: {phase.name}: a phase's name is letters, digits and _")
        if not 0 <= phase.depth <= 1 + layers:
            raise Refused(f"params.yaml: teach: freeze: {phase.name}: depth {phase.depth}: from 0 to {1 + layers} here")
