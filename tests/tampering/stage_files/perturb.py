"""Of every third train row one with its words turned round."""

from pathlib import Path

import pyarrow as pa

from glueline.tables.examples import variant_id
from glueline.tables.parquet import read_rows, write_rows

COLUMNS = pa.schema([(name, pa.string()) for name in ("id", "parent_id", "task", "split", "text_a", "text_b", "operator",
                                                      "label_effect", "verdict")] + [("label", pa.float32())])


def main(prepared: Path, adversarial: Path) -> None:
    for path in sorted(prepared.glob("*/train.parquet")):
        parents = list(read_rows(path))[::3]
        write_rows(adversarial / "train" / f"{path.parent.name}.parquet", COLUMNS, (
            {**row, "id": variant_id(row["id"], "swap"), "parent_id": row["id"], "operator": "swap", "label_effect": "kept",
             "text_a": " ".join(reversed(row["text_a"].split())), "verdict": "accepted"} for row in parents))
