"""Published BERT and MPNet weights as this project's encoder: names, fused projections, nothing left out silently."""

import re

import torch
from torch import Tensor

from glueline.model.config import EncoderConfig
from glueline.refusal import Refused

# What a published checkpoint may hold that an encoder has no use for.
NOT_OURS = re.compile(r"pooler\.|cls\.|lm_head\.|embeddings\.position_ids")

# Ours -> theirs. {n} is the layer.
BERT = {
    "embeddings.words.weight": "embeddings.word_embeddings.weight",
    "embeddings.positions.weight": "embeddings.position_embeddings.weight",
    "embeddings.types.weight": "embeddings.token_type_embeddings.weight",
    "embeddings.norm.{p}": "embeddings.LayerNorm.{p}",
    "layers.{n}.attention.query_key_value.{p}": "encoder.layer.{n}.attention.self.(query|key|value).{p}",
    "layers.{n}.attention.output.{p}": "encoder.layer.{n}.attention.output.dense.{p}",
    "layers.{n}.attention_norm.{p}": "encoder.layer.{n}.attention.output.LayerNorm.{p}",
    "layers.{n}.inner.{p}": "encoder.layer.{n}.intermediate.dense.{p}",
    "layers.{n}.outer.{p}": "encoder.layer.{n}.output.dense.{p}",
    "layers.{n}.outer_norm.{p}": "encoder.layer.{n}.output.LayerNorm.{p}",
}
MPNET = {
    **{ours: theirs for ours, theirs in BERT.items() if "types" not in ours},
    "relative.bias.weight": "encoder.relative_attention_bias.weight",
    "layers.{n}.attention.query_key_value.{p}": "encoder.layer.{n}.attention.attn.(q|k|v).{p}",
    "layers.{n}.attention.output.{p}": "encoder.layer.{n}.attention.attn.o.{p}",
    "layers.{n}.attention_norm.{p}": "encoder.layer.{n}.attention.LayerNorm.{p}",
}
NAMES = {"bert": BERT, "mpnet": MPNET}


def encoder_config(published: dict, dropout: float) -> EncoderConfig:
    """An encoder of the shape of a published config.json. Raises Refused on a model that is neither BERT nor MPNet."""
    kind = published.get("model_type")
    if kind not in NAMES:
        raise Refused(f"config.json: model_type: {kind!r} is not one of {', '.join(NAMES)}")
    if published.get("hidden_act", "gelu") != "gelu":
        raise Refused(f"config.json: hidden_act: {published['hidden_act']!r}; only gelu is built")
    mpnet = kind == "mpnet"
    return EncoderConfig(
        vocabulary=published["vocab_size"], hidden=published["hidden_size"], layers=published["num_hidden_layers"],
        heads=published["num_attention_heads"], inner=published["intermediate_size"],
        positions=published["max_position_embeddings"], first_position=2 if mpnet else 0,
        token_types=0 if mpnet else published["type_vocab_size"],
        relative_buckets=published["relative_attention_num_buckets"] if mpnet else 0,
        norm_epsilon=published["layer_norm_eps"], dropout=dropout,
    )  # fmt: skip


def encoder_tensors(kind: str, layers: int, published: dict[str, Tensor]) -> dict[str, Tensor]:
    """The encoder's state from published tensors. Raises Refused naming a tensor that is missing or unknown."""
    left = {re.sub(r"^(bert|mpnet)\.", "", name): tensor for name, tensor in published.items()}
    state = {ours: _take(left, theirs) for ours, theirs in _pairs(NAMES[kind], layers)}
    unknown = [name for name in left if not NOT_OURS.match(name)]
    if unknown:
        raise Refused(f"model.safetensors: {unknown[0]}: unknown tensor; is config.json of the same model?")
    return state


def _pairs(names: dict[str, str], layers: int) -> list[tuple[str, str]]:
    """Every name spelled out: for each layer, for weight and bias."""
    pairs = []
    for ours, theirs in names.items():
        for n in range(layers) if "{n}" in ours else [0]:
            for p in ("weight", "bias") if "{p}" in ours else [""]:
                pairs.append((ours.format(n=n, p=p), theirs.format(n=n, p=p)))
    return pairs


def _take(left: dict[str, Tensor], name: str) -> Tensor:
    """Remove a tensor from what is left; a name with alternatives in brackets is their concatenation."""
    alternatives = re.search(r"\((.*)\)", name)
    if alternatives:
        parts = alternatives[1].split("|")
        return torch.cat([_take(left, name.replace(alternatives[0], part)) for part in parts])
    if name not in left:
        raise Refused(f"model.safetensors: {name}: missing tensor; is config.json of the same model?")
    return left.pop(name)
