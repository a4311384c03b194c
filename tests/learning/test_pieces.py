"""What starts new, and what a step may not reach."""

import torch

from glueline.learning.pieces import fresh, resting
from glueline.model.config import EncoderConfig, Parts
from glueline.model.encoder import Encoder
from glueline.model.id_transformer import IDTransformer


def test_new_is_all_that_the_plain_encoder_does_not_have_and_each_of_it_can_rest():
    torch.manual_seed(0)
    plain = Encoder(EncoderConfig(50, 16, 2, 2, 32, 64, 0, 2, 0, 1e-12, 0.1))
    published = {f"encoder.{name}" for name, _ in plain.named_parameters()}
    model = IDTransformer(plain, {"cola": 2, "rte": 2}, Parts(4, 4, 4, 4))
    new = {id(parameter) for piece in fresh(model) for parameter in piece.parameters()}
    assert {name for name, p in model.named_parameters() if id(p) not in new} == published
    assert {id(p) for piece in resting(model) for p in piece.parameters()} == {id(p) for p in model.parameters()}
