"""Untrained teachers of one narrow layer, drawn by their seeds, with answers on a few tune rows."""

import torch

from glueline.model.config import PLAIN, EncoderConfig
from glueline.model.encoder import Encoder
from glueline.model.id_transformer import IDTransformer
from glueline.tables.answers import write_answers
from glueline.tables.backbones import find_backbone
from glueline.tables.checkpoints import TEACHER, lineage, load_teacher, save_teacher

MINILM = ("all-MiniLM-L6-v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
CONFIG = EncoderConfig(30522, 16, 1, 2, 32, 64, 0, 2, 0, 1e-12, 0.1)
TEXTS = ["the cat sat", "no dog ran fast today", "a bird", "every small fish swims in the sea"]


def rows(task, split):
    return [{"id": f"{task}/{'train' if split == 'tune' else split}/{n}", "task": task, "split": split, "text_a": text,
             "text_b": text[::-1] if task == "stsb" else None, "parent_id": None, "label": n % 2 + (task == "stsb") / 2}
            for n, text in enumerate(TEXTS)]  # fmt: skip


def save(folder, outputs, seed, about=TEACHER, longest=32):
    torch.manual_seed(seed)
    model, backbone = IDTransformer(Encoder(CONFIG), outputs, PLAIN), find_backbone(*MINILM)
    tune = [row for task in outputs for row in rows(task, "tune")]
    made_of = lineage({"seed": seed, "longest": longest}, backbone, torch.float32, tune, f"curriculum {seed}")
    save_teacher(folder, model.state_dict(), model, backbone, made_of, about)
    write_answers(folder, load_teacher(folder), tune)
