"""What an encoder is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class EncoderConfig:
    """The shape of an encoder. `token_types` is 0 where sentences are told apart by separators alone (MPNet), and
    `relative_buckets` is 0 where there is no relative position bias (BERT)."""

    vocabulary: int
    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    first_position: int
    token_types: int
    relative_buckets: int
    norm_epsilon: float
    dropout: float

    def forward_flops(self, rows: int, tokens: int) -> int:
        """Floating point operations of the layers' matrix products on `rows` rows of `tokens` tokens: the four projections
        and the two inner ones, 2 a weight and token, and the two products of attention. A training step takes three times
        as many (Kaplan et al. 2020, arXiv 2001.08361)."""
        weights = 4 * self.hidden**2 + 2 * self.hidden * self.inner
        return rows * self.layers * (2 * tokens * weights + 4 * tokens**2 * self.hidden)
