"""The task table: everything Glueline knows about a GLUE task stands in its row here, and nowhere else.

Source of columns, label names and splits: nyu-mll/glue on the Hugging Face Hub at `REVISION`; metrics: Wang et al. 2019,
"GLUE" (arXiv 1804.07461), table 1. A task is a row, not a class and not an `if`.
"""

from dataclasses import dataclass

REPOSITORY = "nyu-mll/glue"
REVISION = "bcdcba79d07bc864c1c254ccfcedcce55bcc9a8c"


@dataclass(frozen=True)
class Split:
    """The official split: its rows, the share of each label (empty where unlabelled or graded), the sha256 of the Hub's
    file, and that of its rows' content as `glueline.tables.glue_files.survey` hashes it.

    Content is None where no complete copy was at hand. RTE's was taken from the Hub's own bytes; the others' from a copy
    whose rows and text byte totals agree with the Hub's.
    """

    rows: int
    balance: tuple[float, ...]
    sha256: str
    content: str | None


@dataclass(frozen=True)
class Task:
    """One task. `labels` in order of their number; none means a graded score from 0 to 5. `symmetric`: the pair may be
    swapped without changing the label. `head`: the task whose output layer answers this one. `own`: the folder of CSV files
    of a task that is not GLUE's, from the top of the checkout; `glueline task` prints its row."""

    name: str
    title: str
    text_columns: tuple[str, ...]
    labels: tuple[str, ...]
    metrics: tuple[str, ...]
    splits: dict[str, Split]
    symmetric: bool = False
    head: str | None = None
    own: str | None = None

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
        "train": Split(8551, (0.296, 0.704), "2e7538afa2000e63f5343f16a758d75c452661a384208399d2035cd2fce45c33",
            "226f27afbe55b454e3f5c2f0bd8f85ce2d7b47166f7355c58745d904a41afa7b"),
        "validation": Split(1043, (0.309, 0.691), "c14b7219a7d9f9fe3dd291fd000f6623ee413805eb108c9c49578ed50873e4ba",
            "cd5be50297c1eeaac4bbd4bc32aea87b41d6cc92000b6d605024bda9a35e517d"),
        "test": Split(1063, (), "3c4d526b6f49f432621de43569f9ecf6af41f639baaf4a9d821b95d745def61d",
            "d2947399e8cbbb1ba5b9212ce81dea7560a1685cc46b5f2ba9dbb32ccac952da"),
    }),
    Task("sst2", "SST-2", ("sentence",), ("negative", "positive"), ("accuracy",), splits={
        "train": Split(67349, (0.442, 0.558), "66a253e67968acfabcbe49dbe9da964b42ac1c851c40ab760e8c8942efdb3229",
            "d449a11dee9c31c8b3a7fb485da13b7350432581886e57ccb71a009d7929c600"),
        "validation": Split(872, (0.491, 0.509), "a1371f3b3a7b0bcefa8388799a9359dc3ce76c349cc0079507a7991364fd2a9b",
            "b4aec3d619b4eefbafbccd47806cf50943d116bc1e8483830c9409b40161449a"),
        "test": Split(1821, (), "e9d23cf0067211d2baf018328b507f5153fb6704d75117295a8bda47c7adccb1",
            "a1f5bc6abe33245cfa0893df00891e88e56e4300491d1e53c697f3526a704121"),
    }),
    Task("mrpc", "MRPC", ("sentence1", "sentence2"), ("not_equivalent", "equivalent"), ("accuracy", "f1"),
         symmetric=True, splits={
        "train": Split(3668, (0.326, 0.674), "61fd41301e0e244b0420c4350a170c8e7cf64740335fc875a4af2d79af0df0af",
            "672c4610a326f707ceb1bcbb7a2f0100a629836336dccedf26454360282ede1a"),
        "validation": Split(408, (0.316, 0.684), "33c007dbf5bfa8463d87a13e6226df8c0fcf2596c2cd39d0f3bb79754e00f50f",
            "caf459c27f85f1794ea485ac25660df6a98302355d3b8f78a42a2bd1b658eaa1"),
        "test": Split(1725, (), "a623ed1cbdf445b11f8e249acbf649d7d3a5ee58c918554c40cbd8307e488693",
            None),
    }),
    Task("stsb", "STS-B", ("sentence1", "sentence2"), (), ("pearson", "spearman"), symmetric=True, splits={
        "train": Split(5749, (), "bbd93bbb988fd18437e02185fe3b2bd9a18350376c392e7820de9df1b247ed1f",
            "7cd946c8082150c2bb4a4a92593a37030737fc83fc1273ba2ff86e3ba51455d2"),
        "validation": Split(1500, (), "152de7cf1fa34ee4df1c243bd209b02ade21a1d5c4fb3b7da5240f78e4000aa9",
            "1a1c69385015c4b2fd63c2b7f6242c660530f41a9ea61fd6a991661a24f74447"),
        "test": Split(1379, (), "04fa2561f1ff3c395cf8980e3eed5d133c194abf636d5e1870d765c861087bd9",
            "d1b49fb23a26051c3a4d6f3f97fe6739566c34c7a0edcb604176d63ac10073cf"),
    }),
    Task("qqp", "QQP", ("question1", "question2"), ("not_duplicate", "duplicate"), ("accuracy", "f1"),
         symmetric=True, splits={
        "train": Split(363846, (0.631, 0.369), "4d6f02e643f7c36e9a4f7d4971a5ee9bd74063a319452fe6c87850c739774cd7",
            None),
        "validation": Split(40430, (0.632, 0.368), "efd86a539c412d74874ee451573d7bd142f56c47fe36de033b9f367d8bb0fa71",
            None),
        "test": Split(390965, (), "95d5d1efcfa3ff7e090565e98085770b3497aad8dbcf12996412b23d2fb669e8",
            None),
    }),
    Task("mnli", "MNLI", ("premise", "hypothesis"), ("entailment", "neutral", "contradiction"), ("accuracy",), splits={
        "train": Split(392702, (0.333, 0.333, 0.333), "49a4a5508b89b8fed2c6e81d2c47d00f4759050a7048c6cc5d95d31122ced3c1",
            None),
        "validation_matched": Split(9815, (0.354, 0.318, 0.327),
            "7f918c09d9c35446b8e8f06a5672f8ab704e2897fecbf52e2e154141f3d7c421",
            "0f03533f7dea945502d95102c3808b5ae0ba8fe5f20fbb7a4c435f995a7a9097"),
        "validation_mismatched": Split(9832, (0.352, 0.318, 0.33),
            "04aba92823a954be36fe1b69b61eed334c9eb1009daba0dd79f69d77b87c535c",
            None),
        "test_matched": Split(9796, (), "a330c4f2aeb0bc92f1b4b133fbbaf51bf9c7d0f5cac3d06f49ef63af47dbb822",
            None),
        "test_mismatched": Split(9847, (), "e5078398d5c83d183578b1bdafe94e4491ed28ad1cf8d98ee8846afcec651f16",
            None),
    }),
    Task("qnli", "QNLI", ("question", "sentence"), ("entailment", "not_entailment"), ("accuracy",), splits={
        "train": Split(104743, (0.5, 0.5), "ebc7cb70a5bbde0b0336c3d51f31bb4df4673e908e8874b090b52169b1365c6c",
            None),
        "validation": Split(5463, (0.495, 0.505), "e69311b81dc65589286091d9905a27617a90436dd215c7a59832fa8f4f336169",
            "e04c108bc2e2804be0ef28d6b3d3a2b40753098200e819fccf16aeb83ba9f4d6"),
        "test": Split(5463, (), "f39520cd07925c9784e4a7f1f7aed8f17f136039b8498f7ad07c7bf13d65ba83",
            "f07ceaf4a29116cab6ee7f3f39f2a86db5a280c63a903d2d6a0b3741f5e369a4"),
    }),
    Task("rte", "RTE", ("sentence1", "sentence2"), ("entailment", "not_entailment"), ("accuracy",), splits={
        "train": Split(2490, (0.502, 0.498), "a6252ab17015d718f6de1effe0980f7b158df63e3d16207cd8bd396b608e5147",
            "df75399c4df0bdd79b1d9ef9ca700cec8ca24a883dc689dae0a7660ebc40291a"),
        "validation": Split(277, (0.527, 0.473), "fb2aa2e04f551133ba663617a15ae133dc22b0f6a969bc0629b5ea6003ee9cf8",
            "91b5a0dfea38584177566682dafe61afefa03bc9300bf4e357a6ca03f966a7ac"),
        "test": Split(3000, (), "3f44aadbfb8bbb7a64ba0674bd26ff77b66e88fdf7a6d64255a5ba6ae9057383",
            "e5bc6a0cdc7e4b6d94d27cdac14d85f3b37d95e4a5c958f8b5f609db331dfc71"),
    }),
    Task("wnli", "WNLI", ("sentence1", "sentence2"), ("not_entailment", "entailment"), ("accuracy",), splits={
        "train": Split(635, (0.509, 0.491), "40f4c0c60db68addeda8e9cbe25e6344cd99d5bbb80125535994a9a3141ee0a9",
            "88ba35454cc886dc2b194e9833181e50044fe10045d36c21d1daaf8cf8c09492"),
        "validation": Split(71, (0.563, 0.437), "880037e45e03df868d5799ca21dc03f3a6378f0adf3c01c7bfc46b94fa61f1cb",
            "3e0d648c3365d95de780567f138b0a40709801bba80822eebe238d4262659780"),
        "test": Split(146, (), "766d3754c46a80f3275cb81a32ee6b7b49176fa8c1ef85ea92a4a3676510b902",
            "a32a1b5dad71ad01c28bf6a51c616ff89923860d34d175781f481519ae7e846d"),
    }),
    Task("ax", "AX", ("premise", "hypothesis"), ("entailment", "neutral", "contradiction"), ("mcc",), head="mnli", splits={
        "test": Split(1104, (), "a07b802fe2d4968a1f7ccce9406826dc77e0d1dc53fea9491664bd8ebba8571a",
            "6431b88a756cd856ee82075451b7472d000bd931452d740b76d69df02692ff2d"),
    }),
]}
