"""The ID-Transformer as `transformers` knows models: a config that names the task, and a classifier.

This file, behind the model's own (glueline/model), is the one modelling file of an export.
"""

from typing import Any

import torch
from torch import Tensor
from transformers import PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import SequenceClassifierOutput

from glueline.model.config import EncoderConfig, Parts
from glueline.model.encoder import Encoder
from glueline.model.id_transformer import IDTransformer


class IDTransformerConfig(PretrainedConfig):
    """`task`: the one that is answered, of `tasks` (by name its labels in order; none for a score). `encoder` and `parts` as
    the model takes them. `separator`: id of the token after a text."""

    model_type = "id-transformer"

    def __init__(
        self, encoder: dict | None = None, parts: dict | None = None, tasks: dict[str, list[str]] | None = None,
        task: str | None = None, separator: int = 0, **others: Any,
    ) -> None:  # fmt: skip
        self.encoder, self.parts, self.tasks, self.separator = encoder, parts, tasks or {}, separator
        self.task = task
        names = ("id2label", "label2id", "problem_type", "num_labels")
        super().__init__(**{key: value for key, value in others.items() if key not in names}, **self.answers())

    def answers(self) -> dict:
        """What `transformers` wants to know of the task's outputs."""
        own = self.tasks.get(self.task) if self.task else None
        labels, kind = (own, "single_label_classification") if own else (["score"], "regression")
        numbers = {label: at for at, label in enumerate(labels)}
        return {"id2label": dict(enumerate(labels)), "label2id": numbers, "problem_type": kind}


class IDTransformerForSequenceClassification(PreTrainedModel):
    """Rows to the logits of the config's task."""

    config_class = IDTransformerConfig
    base_model_prefix = "model"
    _keep_in_fp32_modules_strict = ["heads", "hierarchy"]  # the model gives them fp32 whatever the layers compute in

    def __init__(self, config: IDTransformerConfig) -> None:
        if config.task not in config.tasks:
            raise ValueError(f"task={config.task!r}: this model answers {', '.join(config.tasks)}")
        if config.encoder is None or config.parts is None:
            raise ValueError("encoder, parts: missing in the config: nothing says what the model is")
        for key, value in config.answers().items():  # the task may have been chosen after the config was made
            setattr(config, key, value)
        super().__init__(config)
        widths = {task: len(labels) or 1 for task, labels in config.tasks.items()}
        self.model = IDTransformer(Encoder(EncoderConfig(**config.encoder)), widths, Parts(**config.parts))
        self.post_init()

    def _init_weights(self, module: torch.nn.Module) -> None:
        """Nothing: what starts at zero must stay as it was loaded (huggingface/transformers#42418)."""

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor | None = None, token_type_ids: Tensor | None = None,
        labels: Tensor | None = None, **_: Any,
    ) -> SequenceClassifierOutput:  # fmt: skip
        """input_ids, attention_mask, token_type_ids [B, T] (padded on the right) -> logits [B, labels]; a loss where `labels`
        [B] are given."""
        ends = (input_ids == self.config.separator).long()
        types = (ends.cumsum(1) - ends >= 2).long() if token_type_ids is None else token_type_ids
        mask = None if attention_mask is None or bool(attention_mask.all()) else attention_mask.bool()
        logits, loss = self.model(self.config.task, input_ids, types, mask), None
        if labels is not None:
            graded = self.config.problem_type == "regression"
            loss = torch.nn.functional.mse_loss(logits[:, 0], labels.float()) if graded else \
                torch.nn.functional.cross_entropy(logits, labels.long())
        return SequenceClassifierOutput(loss=loss, logits=logits)
