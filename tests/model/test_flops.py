"""The counted operations, by hand and against torch's counter over the model itself."""

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from glueline.model.config import PLAIN, EncoderConfig, Parts
from glueline.model.encoder import Encoder
from glueline.model.flops import forward_flops
from glueline.model.id_transformer import IDTransformer


def test_the_operations_of_one_layer_are_those_counted_by_hand():
    config = EncoderConfig(50, 8, 1, 2, 16, 40, 0, 2, 0, 1e-12, 0.0)
    # 3 tokens: projections 2*3*4*64 = 1536, inner and outer 2*3*2*128 = 1536, scores and mix 2 * 2*3*3*8 = 288
    assert forward_flops(config, PLAIN, rows=2, tokens=3) == 2 * (1536 + 1536 + 288)


@pytest.mark.parametrize("parts", [PLAIN, Parts(8, 0, 0, 4), Parts(0, 16, 0, 0), Parts(0, 0, 12, 4), Parts(8, 16, 12, 4)])
def test_torch_counts_the_same_over_the_model_itself(parts):
    config = EncoderConfig(50, 48, 3, 4, 96, 40, 0, 2, 0, 1e-12, 0.1)
    with torch.device("meta"):
        model = IDTransformer(Encoder(config), {"rte": 2}, parts)
        ids = torch.ones(5, 30, dtype=torch.long)
        with FlopCounterMode(display=False) as counter:
            model("rte", ids, ids, None)
    head, per_batch = 5 * 2 * 48 * 2, 3 * 2 * 4 * (parts.pattern + parts.adapter)  # what reads the task embedding, once a batch
    assert counter.get_total_flops() - head == pytest.approx(forward_flops(config, parts, 5, 30) + per_batch, rel=1e-4)
