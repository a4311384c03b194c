"""What scouting costs, beside the teacher whose rows it looks at."""

import numpy as np
import pytest
import torch

from glueline.learning.cross_fitting import Fit, cross_fit
from glueline.learning.frozen_reader import FrozenReader, Reading
from glueline.model.config import PLAIN, EncoderConfig
from glueline.model.encoder import Encoder
from glueline.model.flops import forward_flops
from glueline.tables.backbones import find_backbone
from glueline.tables.checkpoints import load_tokenizer
from glueline.tables.scout_rows import booked, read_scout_rows
from glueline.tables.shelf import Shelf

MINILM = ("all-MiniLM-L6-v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db")
SHAPE = EncoderConfig(30522, 384, 6, 12, 1536, 512, 0, 2, 0, 1e-12, 0.0)
WORDS = "the cat sat on a mat and no dog ran fast today while every small fish swims in the sea".split()


@pytest.fixture(scope="module")
def reader():
    """MiniLM's shape and tokenizer, and any weights."""
    torch.manual_seed(0)
    return FrozenReader(Encoder(SHAPE), load_tokenizer(find_backbone(*MINILM).folder), Reading((2, 5), 256, 2048))


def rows(number, words, pair):
    draw = np.random.default_rng(0)
    for n in range(number):
        texts = [" ".join(draw.choice(WORDS, draw.integers(words - 4, words + 5))) for _ in range(2)]
        yield {"id": f"x/train/{n}", "split": "train", "text_a": texts[0], "text_b": texts[1] if pair else None,
               "label": float(n % 2)}


@pytest.mark.parametrize(("words", "pair"), [(8, False), (11, True), (25, True)])
def test_scouts_cost_less_than_a_tenth_of_a_teacher_of_four_epochs(reader, tmp_path, words, pair):
    read = read_scout_rows("cola", lambda: rows(300, words, pair), False, 1, 5, reader, Shelf(tmp_path))
    _, _, heads = cross_fit(read.features, read.labels, read.folds, 2, 5, Fit(64, 6, 5e-4, 0.01, 128), "cola")
    assert 0.05 < booked([{**read.flops, "heads": heads}])["teacher"]["share"] < 0.1


def test_a_teachers_cost_is_four_epochs_of_three_passes_over_the_train_rows_alone(reader, tmp_path):
    given = [{"id": "x/train/0", "split": "train", "text_a": "the cat", "text_b": "a dog sat", "label": 1.0},
             {"id": "x/train/1", "split": "tune", "text_a": "the cat", "text_b": "a dog ran", "label": 1.0}]
    read = read_scout_rows("rte", lambda: iter(given), False, 1, 2, reader, Shelf(tmp_path))
    assert read.flops["teacher"] == 12 * forward_flops(SHAPE, PLAIN, 1, 8)  # two words, three, and three marks
    low = EncoderConfig(**{**vars(SHAPE), "layers": 5})
    assert read.flops["reading"] == forward_flops(low, PLAIN, 3, 5)  # three distinct texts in one batch
    assert read.folds.tolist()[1] == -1 and read.folds[0] >= 0 and read.labels.tolist() == [1.0, 1.0]


def test_costs_are_added_up_over_the_tasks():
    found = booked([{"reading": 5, "heads": 1, "teacher": 60}, {"reading": 3, "heads": 1, "teacher": 40}])
    assert found == {"flops": {"reading": 8, "heads": 2}, "teacher": {"flops": 100, "share": 0.1}}
