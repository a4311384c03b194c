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
    ("difficulty", pa.float32()),   # 0 easiest ... 1 hardest, within its task
    ("length", pa.float32()),       # parts of the difficulty, each from 0 to 1
    ("rarity", pa.float32()),
    ("phase", pa.int8()),           # 1 plain ... 4 edge cases
    ("weight", pa.float32()),       # of the row's loss
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


def id_order(identity: str) -> tuple[str, str, int]:
    """Sort key of an id: task, split, integer idx."""
    task, split, idx = identity.split("/")
    return task, split, int(idx)


def id_hash(seed: int, identity: str) -> int:
    """64 bits of sha256 over seed and id: whoever draws rows with it draws the same ones wherever they stand."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{identity}".encode()).digest()[:8], "big")
