"""What a model is made of."""

from dataclasses import dataclass

from glueline.refusal import Refused


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

    def __post_init__(self) -> None:
        if self.heads < 1 or self.hidden % self.heads:
            raise Refused(f"config.json: {self.hidden} hidden units cannot be dealt to {self.heads} heads")


@dataclass(frozen=True)
class Parts:
    """Which of the article's parts an encoder is given, by their width; 0 leaves a part out, and all 0 is the plain encoder.

    `pattern`: the pattern embedding of adaptive attention; `phrase`: the features that decide where a phrase ends, and with
    them the whole hierarchy; `adapter`: the bottleneck of a task's adapters; `task`: the task embedding that patterns and
    adapters read.
    """

    pattern: int
    phrase: int
    adapter: int
    task: int

    def __post_init__(self) -> None:
        if min(vars(self).values()) < 0 or (self.pattern or self.adapter) and not self.task:
            raise Refused("params.yaml: teach: parts: widths of 0 or more, "
                          "and task above 0 where there are patterns or adapters")


PLAIN = Parts(pattern=0, phrase=0, adapter=0, task=0)
