"""What each of the ID-Transformer's parts costs in training: tokens a second with it, against the plain encoder.

    python -m bench.components [--tokens 20000] [--backbones minilm mpnet]

The loop and the rows of bench/throughput.py (samples of CoLA, RTE and MRPC, batches of 2,048 tokens), with the widths of
bench/ablation.yaml: each part alone, then all, in turn, twice. Beside the measured share of time stands the share of FLOPs. The
last line is one JSON object. Figures compare only on one quiet machine.
"""

import argparse
import itertools
import json
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
import yaml

from bench.ablation import PLAN
from bench.throughput import BACKBONES, TASK_NAMES, ours, sample
from glueline.model.config import PLAIN, Parts
from glueline.model.flops import forward_flops
from glueline.tables.backbones import find_backbone, load_encoder
from glueline.tables.checkpoints import load_tokenizer

MEAN_ROW = 32  # tokens, at which FLOPs are compared


def variants() -> dict[str, Parts]:
    """Parts by name: none, each alone, all."""
    whole = Parts(**yaml.safe_load(PLAN.read_text())["whole"]["parts"])
    alone = {"adaptive attention": "pattern", "hierarchy": "phrase", "adapters": "adapter"}
    some = {name: replace(PLAIN, task=whole.task, **{part: getattr(whole, part)}) for name, part in alone.items()}
    return {"plain": PLAIN, **some, "all": whole}


def measure(name: str, tokens: int, settings: dict) -> dict:
    """Tokens a second of each variant over all tasks, and its time and FLOPs against the plain encoder's."""
    backbone = find_backbone(*BACKBONES[name][:2])
    tokenizer, config = load_tokenizer(backbone.folder), load_encoder(backbone, 0.0).config
    rows = [sample(task, tokenizer, int(tokens * BACKBONES[name][2]), settings["longest"]) for task in TASK_NAMES]
    spent: dict[str, np.ndarray] = defaultdict(lambda: np.zeros(2))
    for _, lessons, (variant, parts) in itertools.product(range(2), rows, variants().items()):
        spent[variant] += ours(backbone, lessons, settings, parts)
    found = {}
    for variant, parts in variants().items():
        rate, plain = (float(np.divide(*spent[each])) for each in (variant, "plain"))
        flops = forward_flops(config, parts, 1, MEAN_ROW) / forward_flops(config, PLAIN, 1, MEAN_ROW)
        found[variant] = {"tokens_a_second": int(rate), "time": round(plain / rate, 3), "flops": round(flops, 3)}
        print(f"{name:7} {variant:18} {rate:8,.0f} tokens/s   time x{plain / rate:.2f}   FLOPs x{flops:.2f}", flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tokens", type=int, default=20_000, help="a task and run, for minilm; mpnet gets 0.3 of it")
    parser.add_argument("--backbones", nargs="+", choices=BACKBONES, default=["minilm"])
    arguments = parser.parse_args()
    params = yaml.safe_load(Path("params.yaml").read_text())
    settings = params["teach"][params["teachers"][0]] | {"rows": 10_000}
    torch.set_num_threads(settings["threads"])
    print(json.dumps({name: measure(name, arguments.tokens, settings) for name in arguments.backbones}))


if __name__ == "__main__":
    main()
