"""The tables that flow from `prepare` to `publish`, by column. Sorted by task, split and integer idx; joined by id."""

import hashlib

import pyarrow as pa

PREPARED = pa.schema([
    ("id", pa.string()),        # task/split/idx
    ("task", pa.string()),
    ("split", pa.string()),     # the split it is used as: train, tune, validation..., test...
    ("text_a", pa.string()),
    ("text_b", pa.string()),    # null for single sentences
    ("label", pa.float32()),    # a label's number, or the score of a graded task; null where unlabelled
])

CURRICULUM = pa.schema([
    *PREPARED,
    ("parent_id", pa.string()),     # as in ADVERSARIAL; all three null of natural rows
    ("operator", pa.string()),
    ("label_effect", pa.string()),
    ("difficulty", pa.float32()),   # 0 easiest ... 1 hardest, as all its parts a place among the natural train rows of its
    ("length", pa.float32()),       # task; each null where nobody knows
    ("rarity", pa.float32()),
    ("syntax", pa.float32()),
    ("overlap", pa.float32()),      # 1 where the two texts share no word; null of single sentences
    ("loss", pa.float32()),         # the scouts'; null, as the two below, of rows that they did not read
    ("doubt", pa.float32()),        # 1 - confidence
    ("variability", pa.float32()),
    ("phase", pa.int8()),           # 1 plain ... 4 edge cases
    ("weight", pa.float32()),       # of the row's loss
])

ADVERSARIAL = pa.schema([
    ("id", pa.string()),            # task/split.operator/idx, the split and idx of the parent's source
    ("parent_id", pa.string()),
    ("task", pa.string()),
    ("split", pa.string()),         # the parent's: train, validation...
    ("text_a", pa.string()),        # null where the operator failed, and so are text_b, label and rule
    ("text_b", pa.string()),
    ("label", pa.float32()),
    ("operator", pa.string()),
    ("family", pa.string()),        # linguistic, counterfactual, targeted
    ("label_effect", pa.string()),  # kept, flipped
    ("rule", pa.string()),          # the sentence that justifies the label
    ("lexicon", pa.string()),       # null where the operator uses none
    ("target", pa.string()),        # sha256 of the attacked model; null, with both losses, unless targeted
    ("loss_before", pa.float32()),
    ("loss_after", pa.float32()),
    ("similarity", pa.float32()),   # evidence, as glueline.text.validity has it; null where it was not asked for
    ("fluency", pa.float32()),
    ("judged", pa.float32()),       # probability of the label by scouts that never saw the parent
    ("overlap", pa.string()),       # id of the held-out row it repeats
    ("verdict", pa.string()),       # accepted, or the reason why not
])

LOGITS = pa.schema([("id", pa.string()), ("logits", pa.list_(pa.float32()))])

STEPS = pa.schema([("step", pa.int32()), ("id", pa.string())])

PREDICTIONS = pa.schema([
    ("id", pa.string()),
    ("logits", pa.list_(pa.float32())),
    ("prediction", pa.float32()),
    ("label", pa.float32()),
])


def row_id(task: str, split: str, idx: int) -> str:
    """The id of a row: its task, the split of the source file it came in, and its idx there."""
    return f"{task}/{split}/{idx}"


def variant_id(parent_id: str, operator: str) -> str:
    """The id of what an operator makes of a row, at most one.

    >>> variant_id("rte/train/12", "negation")
    'rte/train.negation/12'
    """
    task, split, idx = parent_id.split("/")
    return f"{task}/{split}.{operator}/{idx}"


def is_variant(identity: str) -> bool:
    """Whether the id is one that `variant_id` made.

    >>> is_variant("rte/train.negation/12"), is_variant("rte/train/12")
    (True, False)
    """
    return "." in identity.split("/")[1]


def id_order(identity: str) -> tuple[str, str, int]:
    """Sort key of an id: task, split, integer idx."""
    task, split, idx = identity.split("/")
    return task, split, int(idx)


def id_hash(seed: int, identity: str) -> int:
    """64 bits of sha256 over seed and id: whoever draws rows with it draws the same ones wherever they stand."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{identity}".encode()).digest()[:8], "big")
