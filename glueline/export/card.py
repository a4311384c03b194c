"""A model card filled from the records: what it is, what it scored and on what, what it was made of, what it is not for.

The sections are those of Mitchell et al. 2019 (arXiv 1810.03993) as the Hugging Face Hub reads them.
"""

from glueline.glue.cells import CELLS
from glueline.glue.tasks import TASKS
from glueline.tables.leaderboard import LEGEND
from glueline.tables.markdown import table

USE = """\
```python
from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

model = AutoModelForSequenceClassification.from_pretrained(FOLDER, task="{task}", trust_remote_code=True)
tokenizer = AutoTokenizer.from_pretrained(FOLDER, trust_remote_code=True)
pipeline("text-classification", model=model, tokenizer=tokenizer)({{"text": "...", "text_pair": "..."}})
```"""
LIMITS = """\
- English sentences and pairs of sentences of the kinds that GLUE holds; nothing is known of other text.
- Labels are GLUE's own. A probability is a share of the model's belief, calibrated nowhere but where this card says so.
- The weights it started from were trained on web text; their biases are in it."""


def card(about: dict, tasks: list[str], scores: dict | None) -> str:
    """The card of a model of which `about` (teacher.json) tells what it is made of, and `scores` (scores.json) how it did."""
    settings = about.get("settings", {})
    parts = settings.get("parts", {})
    made = ", ".join(f"{name} {width}" for name, width in parts.items() if width) or "none: the plain encoder"
    rows = about.get("rows", {})
    facts = [
        ["tasks", ", ".join(TASKS[task].title for task in tasks)],
        ["starts from", f"{about.get('backbone', 'unknown')}, sha256 `{about.get('sha256', 'unknown')}`"],
        ["checkpoint", f"sha256 `{about.get('checkpoint', 'unknown')}`"],
        ["parts of the article", made],
        ["seed", str(about.get("seed", "unknown"))],
        ["trained on", ", ".join(f"{TASKS[task].title} {count['train']:,}" for task, count in rows.items()) or "unknown"],
        ["tokens of a row", str(about["longest"])],
    ]
    return "\n\n".join([
        "---\nlicense: mit\nlanguage: en\npipeline_tag: text-classification\ntags: [glue, id-transformer]\n---",
        "# ID-Transformer, by Glueline",
        "One encoder for several GLUE tasks; pick the task when loading. Made by a pipeline whose every number can be followed "
        "back to its rows.",
        USE.format(task=tasks[0]),
        "## What it is\n\n" + table(["", ""], facts, "ll"),
        "## Scores\n\n" + (_scores(scores) if scores else "None stand beside this model: it was exported without them."),
        "## Limits\n\n" + LIMITS,
    ]) + "\n"


def _scores(scores: dict) -> str:
    """GLUE's validation cells with their intervals, and why others are empty."""
    cells = {name: cell for name, cell in scores["cells"].items() if CELLS[name].scored}
    rows = [[CELLS[name].title, *_points(cell), f"{cell['rows']:,}", cell["standing"], cell["why"] or ""]
            for name, cell in cells.items()]
    data = f"Data: {scores['data']['standing']} (source: {scores['data']['source']})."
    heads = ["cell", "score", "95 % interval", "rows", "standing of the split", "why empty"]
    return "\n\n".join([data, table(heads, rows, "lrlrll"), LEGEND.split("\n\n")[1]])


def _points(cell: dict) -> tuple[str, str]:
    if cell["score"] is None:
        return "–", "–"
    return f"{cell['score']:.1f}", f"{cell['low']:.1f} to {cell['high']:.1f}"
