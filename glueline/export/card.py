"""A model card filled from the records: what it is, what it scored and on what, what it was made of, what it is not for.

The sections are those of Mitchell et al. 2019 (arXiv 1810.03993) as the Hugging Face Hub reads them.
"""

from pathlib import Path

from glueline.glue.cells import CELLS
from glueline.glue.tasks import TASKS
from glueline.tables.json_file import read_json
from glueline.tables.leaderboard import LEGEND
from glueline.tables.markdown import short, table

SUMMARY = "summary.json"  # what a model's training took, in its folder
USE = """\
```python
from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline

model = AutoModelForSequenceClassification.from_pretrained(FOLDER, task="{task}", trust_remote_code=True)
tokenizer = AutoTokenizer.from_pretrained(FOLDER, trust_remote_code=True)
pipeline("text-classification", model=model, tokenizer=tokenizer)({{"text": "...", "text_pair": "..."}})
```"""
USE_OF_RELEASE = """\
```sh
glueline predict --task {task} --model FOLDER "..."        # in the checkout
glueline export --hf OUT --model FOLDER                   # a folder that transformers loads
```"""
LIMITS = """\
- English sentences and pairs of sentences of the kinds that GLUE holds; nothing is known of other text.
- Labels are GLUE's own. A probability is a share of the model's belief, calibrated nowhere but where this card says so.
- The weights it started from were trained on web text; their biases are in it."""


def card(about: dict, tasks: list[str], scores: dict | None, use: str = USE, took: dict | None = None) -> str:
    """The card of a model of which `about` (teacher.json) tells what it is made of, `scores` (scores.json) how it did, and
    `took` (summary.json) what its training took; `use` says how to run it."""
    settings = about.get("settings", {})
    parts = settings.get("parts", {})
    made = ", ".join(f"{name} {width}" for name, width in parts.items() if width) or "none: the plain encoder"
    rows, teachers = about.get("rows", {}), about.get("teachers", {})
    facts = [
        ["tasks", ", ".join(TASKS[task].title for task in tasks)],
        ["starts from", f"{about.get('backbone', 'unknown')}, sha256 `{about.get('sha256', 'unknown')}`"],
        ["checkpoint", f"sha256 `{about.get('checkpoint', 'unknown')}`"],
        ["parts of the article", made],
        ["seed", str(about.get("seed", "unknown"))],
        ["trained on", _counts({task: count["train"] for task, count in rows.items()}) or "unknown"],
        ["made rows, beside those", _counts({task: count.get("generated", 0) for task, count in rows.items()}) or "none"],
        ["GLUE test texts, without labels", _counts(about.get("unlabelled") or {}) or "none"],
        ["taught by", ", ".join(f"{name} {short(sha256)}" for name, sha256 in teachers.items()) or "labels alone"],
        ["tokens of a row", str(about["longest"])],
        ["cost of its own training", _took(took) if took else "not booked beside this model"],
    ]
    return "\n\n".join([
        "---\nlicense: mit\nlanguage: en\npipeline_tag: text-classification\ntags: [glue, id-transformer]\n---",
        "# ID-Transformer, by Glueline",
        "One encoder for several GLUE tasks; pick the task when loading. Made by a pipeline whose every number can be followed "
        "back to its rows.",
        use.format(task=tasks[0]),
        "## What it is\n\n" + table(["", ""], facts, "ll"),
        "## Scores\n\n" + (_scores(scores) if scores else "None stand beside this model: it was exported without them."),
        "## Limits\n\n" + LIMITS,
    ]) + "\n"


def spent(model: Path) -> dict | None:
    """What the training of a folder's model took, {"flops", "steps", "tokens", ...}; None where that is not beside it."""
    return read_json(model / SUMMARY) if (model / SUMMARY).is_file() else None


def _counts(rows: dict[str, int]) -> str:
    return ", ".join(f"{TASKS[task].title} {count:,}" for task, count in rows.items() if count)


def _took(took: dict) -> str:
    """Operations of matrix products, and over how much text; what led to it (teachers, scouts, other tries) is not in it."""
    return (f"{sum(took['flops'].values()):.3g} floating point operations, {took['steps']:,} steps, {took['tokens']:,} tokens; "
            "of what led to it: `glueline disclose`")


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
