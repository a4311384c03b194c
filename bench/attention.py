"""What one layer of self-attention costs on a CPU in training: plain products against scaled_dot_product_attention.

    python -m bench.attention

The module of glueline/model/attention.py at MiniLM's shape (384 wide, 12 heads) in bf16 where the processor has it, forward
and backward, rows of one length, about 2,048 tokens a batch; in turn, the fastest of five. LONGEST_PLAIN in that module rests
on these figures. The last line is one JSON object: milliseconds by tokens a row.
"""

import json
import time
from unittest.mock import patch

import torch

from glueline.model import attention
from glueline.model.config import EncoderConfig
from glueline.model.encoder import has_bf16

SHAPE = EncoderConfig(30522, 384, 6, 12, 1536, 512, 0, 2, 0, 1e-12, 0.1)
TOKENS = (11, 53, 128, 170, 256, 384, 500)
BATCH_TOKENS, TURNS, REPEATS = 2048, 5, 5


def milliseconds(module: torch.nn.Module, states: torch.Tensor) -> float:
    """Of a forward and a backward pass, the mean over a few."""
    began = time.perf_counter()
    for _ in range(REPEATS):
        module(states, None).sum().backward()
    return (time.perf_counter() - began) / REPEATS * 1000


def main() -> None:
    """Print both at each length, then all as JSON."""
    torch.set_num_threads(2)
    dtype = torch.bfloat16 if has_bf16() else torch.float32
    module, found = attention.SelfAttention(SHAPE).to(dtype), {}
    for tokens in TOKENS:
        states = torch.randn(max(1, BATCH_TOKENS // tokens), tokens, SHAPE.hidden, dtype=dtype, requires_grad=True)
        spent: dict[str, list[float]] = {"plain": [], "fused": []}
        for _ in range(TURNS):
            for side, longest in (("plain", 10_000), ("fused", 0)):
                with patch.object(attention, "LONGEST_PLAIN", longest):
                    spent[side].append(milliseconds(module, states))
        found[tokens] = {side: round(min(each), 2) for side, each in spent.items()}
        print(f"{tokens:4} tokens  plain {found[tokens]['plain']:7.2f} ms   fused {found[tokens]['fused']:7.2f} ms", flush=True)
    print(json.dumps({"dtype": str(dtype), "milliseconds": found}))


if __name__ == "__main__":
    main()
