"""Scouts of a tiny encoder that speaks MiniLM's vocabulary, in fp32."""

import numpy as np
import torch

from glueline.learning.frozen_reader import FrozenReader, Reading
from glueline.learning.scouting import Scouts
from glueline.model.config import EncoderConfig
from glueline.model.encoder import Encoder
from glueline.model.fold_heads import FoldHeads
from glueline.tables.backbones import find_backbone
from glueline.tables.checkpoints import load_tokenizer

MINILM = ("all-MiniLM-L6-v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
OUTPUTS = {"cola": 2, "mrpc": 2, "stsb": 1}


def reader(layers=(1, 2), longest=32, batch_tokens=200):
    torch.manual_seed(0)
    encoder = Encoder(EncoderConfig(30522, 16, 2, 2, 32, 64, 0, 2, 0, 1e-12, 0.0))
    torch.nn.init.normal_(encoder.embeddings.words.weight)  # words as far apart as trained ones are
    made = FrozenReader(encoder, load_tokenizer(find_backbone(*MINILM).folder), Reading(tuple(layers), longest, batch_tokens))
    made.encoder.float()
    return made


def scouts(fold_of=lambda ids: np.array([int(each.split("/")[2]) % 3 for each in ids], np.int64)):
    """Three folds; a row's is its idx modulo 3."""
    shared = reader()
    torch.manual_seed(1)
    heads = {task: FoldHeads(3, shared.width(task != "cola"), 8, outputs).eval().requires_grad_(False)
             for task, outputs in OUTPUTS.items()}
    hashes = {task: tuple(f"{task} {fold}" for fold in range(3)) for task in heads}
    return Scouts(shared, heads, hashes, fold_of)
