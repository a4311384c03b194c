"""An encoder of BERT's shape as `transformers`' own BertModel: the same weights under their published names. Not a program."""

import re

import torch
from transformers import BertConfig, BertModel

from glueline.model.encoder import Encoder
from glueline.model.pretrained import BERT, _pairs


def bert_of(encoder: Encoder) -> BertModel:
    """The encoder as a BertModel, without pooler."""
    shape, state = encoder.config, encoder.state_dict()
    assert shape.token_types and not shape.relative_buckets, "an encoder of BERT's shape"
    model = BertModel(BertConfig(
        vocab_size=shape.vocabulary, hidden_size=shape.hidden, num_hidden_layers=shape.layers, num_attention_heads=shape.heads,
        intermediate_size=shape.inner, max_position_embeddings=shape.positions, type_vocab_size=shape.token_types,
        layer_norm_eps=shape.norm_epsilon), add_pooling_layer=False)  # fmt: skip
    published: dict[str, torch.Tensor] = {}
    for ours, theirs in _pairs(BERT, shape.layers):
        if alternatives := re.search(r"\((.*)\)", theirs):
            names = [theirs.replace(alternatives[0], part) for part in alternatives[1].split("|")]
            published |= dict(zip(names, state[ours].chunk(len(names)), strict=True))
        else:
            published[theirs] = state[ours]
    model.load_state_dict(published)
    return model
