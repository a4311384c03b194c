"""What a model makes of one row, in words: phrases, levels, and the words that its attention favours or slights."""

from glueline.glue.tasks import Task
from glueline.learning.predict import Teacher
from glueline.learning.reading import read_row

WORDS = 5  # shown from either end


def explanation(teacher: Teacher, task: Task, row: dict) -> dict:
    """As plain values: `phrases` (lists of tokens), `gates` by level, `favoured`: each token with the mean factor on its
    content scores over layers and heads; None for what the model has no part for."""
    reading = read_row(teacher, task.head or task.name, row["text_a"], row["text_b"])
    factors = None if reading.key_weights is None else reading.key_weights.mean((0, 1)).round(4).tolist()
    return {
        "phrases": None if reading.boundaries is None else reading.phrases,
        "gates": None if reading.gates is None else {level: round(gate, 4) for level, gate in reading.gates.items()},
        "favoured": None if factors is None else [list(each) for each in zip(reading.tokens, factors, strict=True)],
    }


def explained(reading: dict) -> list[str]:
    """The lines that a terminal shows."""
    if not any(reading.values()):
        return ["this model has neither phrases nor attention weights: its parts are off"]
    lines = []
    if reading["phrases"]:
        lines.append("phrases: " + " | ".join(filter(None, map(_joined, reading["phrases"]))))
    if reading["gates"]:
        lines.append("levels:  " + "  ".join(f"{level} {gate:+.2f}" for level, gate in reading["gates"].items()))
    if reading["favoured"]:
        ranked = sorted(reading["favoured"], key=lambda each: -each[1])
        lines.append("favoured: " + "  ".join(f"{token} {factor:.3f}" for token, factor in ranked[:WORDS]))
        lines.append("slighted: " + "  ".join(f"{token} {factor:.3f}" for token, factor in ranked[: -WORDS - 1 : -1]))
    return lines


def _joined(tokens: list[str]) -> str:
    """Words of a phrase, without the separators between texts (in brackets, or the byte-pair `<s>`)."""
    return " ".join(token for token in tokens if token[0] + token[-1] not in ("[]", "<>")).replace(" ##", "")
