"""The task table: everything Glueline knows about a GLUE task stands in its row here, and nowhere else.

Source of columns, label names and splits: nyu-mll/glue on the Hugging Face Hub at `REVISION`; metrics: Wang et al. 2019,
"GLUE" (arXiv 1804.07461), table 1. A task is a row, not a class and not an `if`.
"""

from dataclasses import dataclass

REPOSITORY = "nyu-mll/glue"
REVISION = "bcdcba79d07bc864c1c254ccfcedcce55bcc9a8c"


@dataclass(frozen=True)
class Split:
    """The official split: its rows, the UTF-8 bytes of its text columns (None where unknown), the share of each label
    (empty where unlabelled or graded), and the sha256 of the Hub's file."""

    rows: int
    text_bytes: int | None
    balance: tuple[float, ...]
    sha256: str


@dataclass(frozen=True)
class Task:
    """One GLUE task. `labels` in order of their number; none means a graded score from 0 to 5. `symmetric`: the pair may be
    swapped without changing the label. `head`: the task whose output layer answers this one."""

    name: str
    title: str
    text_columns: tuple[str, ...]
    labels: tuple[str, ...]
    metrics: tuple[str, ...]
    splits: dict[str, Split]
    symmetric: bool = False
    head: str | None = None

    @property
    def outputs(self) -> int:
        """Width of the head: one per label, or a single score."""
        return len(self.labels) or 1

    @property
    def validation_splits(self) -> list[str]:
        return [name for name in self.splits if name.startswith("validation")]


def file_name(split: str) -> str:
    """The Hub's name of a split's file, below the task's folder."""
    return f"{split}-00000-of-00001.parquet"


TASKS: dict[str, Task] = {task.name: task for task in [
    Task("cola", "CoLA", ("sentence",), ("unacceptable", "acceptable"), ("mcc",), splits={
        "train": Split(8551, 348053, (0.296, 0.704),
            "2e7538afa2000e63f5343f16a758d75c452661a384208399d2035cd2fce45c33"),
        "validation": Split(1043, 43634, (0.309, 0.691),
            "c14b7219a7d9f9fe3dd291fd000f6623ee413805eb108c9c49578ed50873e4ba"),
        "test": Split(1063, 43505, (),
            "3c4d526b6f49f432621de43569f9ecf6af41f639baaf4a9d821b95d745def61d"),
    }),
    Task("sst2", "SST-2", ("sentence",), ("negative", "positive"), ("accuracy",), splits={
        "train": Split(67349, 3604019, (0.442, 0.558),
            "66a253e67968acfabcbe49dbe9da964b42ac1c851c40ab760e8c8942efdb3229"),
        "validation": Split(872, 92300, (0.491, 0.509),
            "a1371f3b3a7b0bcefa8388799a9359dc3ce76c349cc0079507a7991364fd2a9b"),
        "test": Split(1821, 187504, (),
            "e9d23cf0067211d2baf018328b507f5153fb6704d75117295a8bda47c7adccb1"),
    }),
    Task("mrpc", "MRPC", ("sentence1", "sentence2"), ("not_equivalent", "equivalent"), ("accuracy", "f1"), symmetric=True, splits={
        "train": Split(3668, 870483, (0.326, 0.674),
            "61fd41301e0e244b0420c4350a170c8e7cf64740335fc875a4af2d79af0df0af"),
        "validation": Split(408, 97719, (0.316, 0.684),
            "33c007dbf5bfa8463d87a13e6226df8c0fcf2596c2cd39d0f3bb79754e00f50f"),
        "test": Split(1725, None, (),
            "a623ed1cbdf445b11f8e249acbf649d7d3a5ee58c918554c40cbd8307e488693"),
    }),
    Task("stsb", "STS-B", ("sentence1", "sentence2"), (), ("pearson", "spearman"), symmetric=True, splits={
        "train": Split(5749, 662807, (),
            "bbd93bbb988fd18437e02185fe3b2bd9a18350376c392e7820de9df1b247ed1f"),
        "validation": Split(1500, 192064, (),
            "152de7cf1fa34ee4df1c243bd209b02ade21a1d5c4fb3b7da5240f78e4000aa9"),
        "test": Split(1379, 147910, (),
            "04fa2561f1ff3c395cf8980e3eed5d133c194abf636d5e1870d765c861087bd9"),
    }),
    Task("qqp", "QQP", ("question1", "question2"), ("not_duplicate", "duplicate"), ("accuracy", "f1"), symmetric=True, splits={
        "train": Split(363846, None, (0.631, 0.369),
            "4d6f02e643f7c36e9a4f7d4971a5ee9bd74063a319452fe6c87850c739774cd7"),
        "validation": Split(40430, None, (0.632, 0.368),
            "efd86a539c412d74874ee451573d7bd142f56c47fe36de033b9f367d8bb0fa71"),
        "test": Split(390965, None, (),
            "95d5d1efcfa3ff7e090565e98085770b3497aad8dbcf12996412b23d2fb669e8"),
    }),
    Task("mnli", "MNLI", ("premise", "hypothesis"), ("entailment", "neutral", "contradiction"), ("accuracy",), splits={
        "train": Split(392702, None, (0.333, 0.333, 0.333),
            "49a4a5508b89b8fed2c6e81d2c47d00f4759050a7048c6cc5d95d31122ced3c1"),
        "validation_matched": Split(9815, 1637483, (0.354, 0.318, 0.327),
            "7f918c09d9c35446b8e8f06a5672f8ab704e2897fecbf52e2e154141f3d7c421"),
        "validation_mismatched": Split(9832, None, (0.352, 0.318, 0.33),
            "04aba92823a954be36fe1b69b61eed334c9eb1009daba0dd79f69d77b87c535c"),
        "test_matched": Split(9796, None, (),
            "a330c4f2aeb0bc92f1b4b133fbbaf51bf9c7d0f5cac3d06f49ef63af47dbb822"),
        "test_mismatched": Split(9847, None, (),
            "e5078398d5c83d183578b1bdafe94e4491ed28ad1cf8d98ee8846afcec651f16"),
    }),
    Task("qnli", "QNLI", ("question", "sentence"), ("entailment", "not_entailment"), ("accuracy",), splits={
        "train": Split(104743, None, (0.5, 0.5),
            "ebc7cb70a5bbde0b0336c3d51f31bb4df4673e908e8874b090b52169b1365c6c"),
        "validation": Split(5463, 1259044, (0.495, 0.505),
            "e69311b81dc65589286091d9905a27617a90436dd215c7a59832fa8f4f336169"),
        "test": Split(5463, 1263833, (),
            "f39520cd07925c9784e4a7f1f7aed8f17f136039b8498f7ad07c7bf13d65ba83"),
    }),
    Task("rte", "RTE", ("sentence1", "sentence2"), ("entailment", "not_entailment"), ("accuracy",), splits={
        "train": Split(2490, 797520, (0.502, 0.498),
            "a6252ab17015d718f6de1effe0980f7b158df63e3d16207cd8bd396b608e5147"),
        "validation": Split(277, 85188, (0.527, 0.473),
            "fb2aa2e04f551133ba663617a15ae133dc22b0f6a969bc0629b5ea6003ee9cf8"),
        "test": Split(3000, 914053, (),
            "3f44aadbfb8bbb7a64ba0674bd26ff77b66e88fdf7a6d64255a5ba6ae9057383"),
    }),
    Task("wnli", "WNLI", ("sentence1", "sentence2"), ("not_entailment", "entailment"), ("accuracy",), splits={
        "train": Split(635, 94409, (0.509, 0.491),
            "40f4c0c60db68addeda8e9cbe25e6344cd99d5bbb80125535994a9a3141ee0a9"),
        "validation": Split(71, 10742, (0.563, 0.437),
            "880037e45e03df868d5799ca21dc03f3a6378f0adf3c01c7bfc46b94fa61f1cb"),
        "test": Split(146, 34969, (),
            "766d3754c46a80f3275cb81a32ee6b7b49176fa8c1ef85ea92a4a3676510b902"),
    }),
    Task("ax", "AX", ("premise", "hypothesis"), ("entailment", "neutral", "contradiction"), ("mcc",), head="mnli", splits={
        "test": Split(1104, 215614, (),
            "a07b802fe2d4968a1f7ccce9406826dc77e0d1dc53fea9491664bd8ebba8571a"),
    }),
]}
