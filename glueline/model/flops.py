"""Floating point operations of a model's matrix products, 2 for each weight and token; a test holds them against torch's own
counter over the model itself."""

from glueline.model.config import EncoderConfig, Parts


def forward_flops(config: EncoderConfig, parts: Parts, rows: int, tokens: int, depth: int = 0) -> int:
    """Of `rows` rows of `tokens` tokens through the layers and the hierarchy, the head left out. `depth`: storeys (the
    embeddings, then layers) whose states are known already. A training step takes three times as many (Kaplan et al. 2020,
    arXiv 2001.08361)."""
    hidden = config.hidden
    weights = 4 * hidden**2 + 2 * hidden * config.inner
    weights += hidden * parts.pattern + parts.pattern * config.heads + 2 * hidden * parts.adapter
    layer = 2 * tokens * weights + 4 * tokens**2 * hidden + 2 * parts.pattern * config.heads
    layers = config.layers - max(0, depth - 1)
    return rows * (layers * layer + (hierarchy_flops(hidden, parts.phrase, tokens) if parts.phrase else 0))


def hierarchy_flops(hidden: int, phrase: int, tokens: int) -> int:
    """Of one row of `tokens` tokens: boundaries, phrase means, salience, and the three levels."""
    boundaries = 2 * (tokens - 1) * 2 * hidden * phrase
    return boundaries + 2 * tokens**2 * hidden + 2 * tokens * hidden + 2 * (1 + 2 + 2) * hidden**2
