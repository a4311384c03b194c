"""bf16 and fp32 training of the real backbone agree in score within noise."""

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest

from glueline.glue.tasks import TASKS
from glueline.learning.course import Pace
from glueline.learning.aims import Consistency, Phrases
from glueline.learning.predict import logits_of
from glueline.learning.schedule import Schedule
from glueline.learning.training import Method
from glueline.learning.variants import Variants
from glueline.model.config import Parts
from glueline.model.encoder import has_bf16
from glueline.tables.checkpoints import load_teacher
from glueline.tables.examples import CURRICULUM
from glueline.tables.parquet import write_rows
from glueline.text.builtin import generate
from stages.teach import Settings, main

MINILM = ("all-MiniLM-L6-v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
METHOD = Method({"sst2": 3}, Pace(32, 2048, 0.5, (0, 0.05, 0.1, 0.2)), Schedule(2e-4, 0.06, False, 0, 0.2, 0.25), (),
                Consistency(8, 0.0), Phrases(0.4, 0.1), Variants(1, 0.0), 1.0, 0.01, 1.0)  # fmt: skip


def rows(split, number):
    (column,) = TASKS["sst2"].text_columns
    rated = {"difficulty": 0.5, "length": 0.5, "rarity": 0.5, "phase": 1, "weight": 1.0}
    return [{"id": f"sst2/{split}/{row['idx']}", "task": "sst2", "split": "train", "text_a": row[column], "text_b": None,
             "label": float(row["label"]), **rated} for row in generate("sst2", split, number, 1)]


@pytest.mark.slow
@pytest.mark.skipif(not has_bf16(), reason="this processor has no bf16")
def test_bf16_and_fp32_training_agree_in_score_within_noise(tmp_path):
    write_rows(tmp_path / "rows.parquet", CURRICULUM, rows("train", 500))
    settings = Settings(*MINILM, 1, 1, True, 64, 0.1, Parts(32, 64, 128, 32), METHOD)
    held_out, right = rows("validation", 300), {}
    labels = np.array([row["label"] for row in held_out])
    for bf16 in (True, False):
        main(replace(settings, bf16=bf16), tmp_path, tmp_path / str(bf16), tmp_path / f"partial of {bf16}")
        right[bf16] = logits_of(load_teacher(tmp_path / str(bf16)), held_out, "sst2", 2048).argmax(1) == labels
    apart = int((right[True] != right[False]).sum())  # McNemar 1947: their difference's standard error is sqrt(apart) / rows
    assert abs(int(right[True].sum()) - int(right[False].sum())) <= max(2.0, 2 * sqrt(apart))
    assert right[True].mean() > 0.8 and right[False].mean() > 0.8
