"""A trained model as a folder that `transformers` loads with `trust_remote_code`: weights, config, tokenizer, one model file.

The modelling file is made of the model's own source, so that it cannot differ from it.
"""

import ast
import shutil
from dataclasses import asdict
from importlib import import_module
from inspect import getsource
from pathlib import Path

from safetensors.torch import save_file

from glueline.export.card import card, spent
from glueline.glue.tasks import TASKS
from glueline.learning.predict import Teacher
from glueline.refusal import Refused
from glueline.tables.backbones import WEIGHTS
from glueline.tables.checkpoints import TOKENIZER_FILES, load_teacher
from glueline.tables.json_file import read_json, write_json

MODULES = (  # in the order in which they build on each other
    "glueline.refusal", "glueline.model.config", "glueline.model.dropout", "glueline.model.patterns",
    "glueline.model.attention", "glueline.model.adapters", "glueline.model.hierarchy", "glueline.model.encoder",
    "glueline.model.id_transformer", "glueline.export.wrapper",
)
FILE = "modeling_id_transformer"
HEADER = '''"""ID-Transformer: an encoder with adaptive attention, a hierarchy and task adapters, one head a task.

Made by Glueline of its own source; MIT licence. Pick the task when loading:
    AutoModelForSequenceClassification.from_pretrained(FOLDER, task="rte", trust_remote_code=True)
"""
'''


def export(model: Path, out: Path, task: str | None, scores: dict | None = None) -> str:
    """Write the folder; `task` (the model's first unless told) is what it answers where nobody says. `scores`: a scores.json of
    this model, for the card. Returns the task. Raises Refused on a task that it does not serve, and a folder in use."""
    if out.exists() and any(out.iterdir()):
        raise Refused(f"{out}: not empty; give a new folder")
    teacher = load_teacher(model)
    task = task or next(iter(teacher.outputs))
    if task not in teacher.outputs:
        raise Refused(f"{model}: does not answer {task}; it answers {', '.join(teacher.outputs)}")
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{FILE}.py").write_text(modelling_file(), "utf-8")
    save_file({f"model.{name}": tensor.contiguous() for name, tensor in teacher.model.state_dict().items()}, out / WEIGHTS,
              metadata={"format": "pt"})
    write_json(out / "config.json", config(teacher, task))
    for name in filter(lambda name: (model / name).is_file(), TOKENIZER_FILES):
        shutil.copyfile(model / name, out / name)
    settings = read_json(out / "tokenizer_config.json")
    write_json(out / "tokenizer_config.json", settings | {"model_max_length": teacher.longest})
    (out / "README.md").write_text(card(teacher.about, list(teacher.outputs), scores, took=spent(model)), "utf-8")
    return task


def config(teacher: Teacher, task: str) -> dict:
    """What config.json says."""
    return {
        "model_type": "id-transformer",
        "architectures": ["IDTransformerForSequenceClassification"],
        "auto_map": {"AutoConfig": f"{FILE}.IDTransformerConfig",
                     "AutoModelForSequenceClassification": f"{FILE}.IDTransformerForSequenceClassification"},
        "encoder": asdict(teacher.model.encoder.config),
        "parts": asdict(teacher.model.parts),
        "tasks": {name: list(TASKS[name].labels) for name in teacher.outputs},
        "task": task,
        "separator": teacher.tokenizer.sep_token_id,
        "torch_dtype": "float32",
    }


def modelling_file() -> str:
    """The source of MODULES as one file: imports of the project itself dropped, all others once at the top."""
    outside: set[str] = set()
    bodies = []
    for name in MODULES:
        source = getsource(import_module(name))
        tree, lines = ast.parse(source), source.splitlines()
        dropped: set[int] = set()
        for node in tree.body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                dropped |= _places(node)
                if not (getattr(node, "module", None) or "").startswith("glueline"):
                    outside.add(ast.unparse(node))
        dropped |= _places(tree.body[0]) if ast.get_docstring(tree) else set()
        body = "\n".join(line for at, line in enumerate(lines) if at not in dropped).strip("\n")
        said = "\n".join(f"# {line}".rstrip() for line in (ast.get_docstring(tree) or "").splitlines())
        bodies.append(f"{said}\n\n{body}" if said else body)
    imports = sorted(outside, key=lambda line: (line.startswith("from "), line))
    return "\n\n\n".join([HEADER + "\n" + "\n".join(imports), *bodies]) + "\n"


def _places(node: ast.stmt) -> set[int]:
    """Of its lines, counted from 0."""
    return {*range(node.lineno - 1, node.end_lineno or node.lineno)}
