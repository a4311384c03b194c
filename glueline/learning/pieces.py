"""The pieces of a model that learn apart: what starts new, and what a step may not reach."""

from torch import nn

from glueline.model.id_transformer import IDTransformer


def fresh(model: IDTransformer) -> list[nn.Module]:
    """What the published weights know nothing of: heads, task embeddings, gates, adapters, patterns, hierarchy."""
    layers, hierarchy = model.encoder.layers, [model.hierarchy] if model.hierarchy is not None else []
    gates = [gate for each in hierarchy for gate in each.gates.values()]
    single = [nn.ParameterList([parameter]) for parameter in (*model.embeddings.values(), *gates)]
    adapters = [adapter for layer in layers for adapter in layer.adapters.values()]
    patterns = [layer.patterns for layer in layers if layer.patterns is not None]
    return [*model.heads.values(), *single, *adapters, *patterns, *hierarchy]


def resting(model: IDTransformer) -> list[nn.Module]:
    """What a step may not reach: what is a task's own or new, and each storey that may freeze."""
    encoder = model.encoder
    shared = [encoder.embeddings, *([encoder.relative] if encoder.relative is not None else []), *encoder.layers]
    return [*fresh(model), *shared]
