"""The bench of GPUs, as far as a processor can try it."""

import json
import sys
from itertools import islice

import pytest
import torch

from bench import gpu
from glueline.learning.course import Pace
from glueline.learning.freezing import Prefix
from glueline.learning.training import set_up
from glueline.model.config import EncoderConfig
from glueline.model.encoder import Encoder
from glueline.model.flops import forward_flops
from glueline.model.id_transformer import IDTransformer
from glueline.tables.agreements import agreements
from glueline.tables.backbones import find_backbone
from glueline.tables.shelf import Shelf

CPU = torch.device("cpu")
CONFIG = EncoderConfig(30522, 16, 1, 2, 32, 260, 0, 2, 0, 1e-12, 0.1)


def test_without_a_gpu_it_says_so_and_ends_well(monkeypatch, capsys):
    monkeypatch.setattr(gpu, "best_device", lambda: CPU)
    monkeypatch.setattr(sys, "argv", ["bench.gpu"])
    gpu.main()
    said, last = capsys.readouterr().out.splitlines()
    assert said == "no GPU here: nothing is measured" and json.loads(last) == {"device": None}


@pytest.fixture(scope="module")
def lessons():
    return gpu.lessons_for(find_backbone(*gpu.BACKBONES["minilm"][:2]), 12, 64, CPU)


@pytest.mark.parametrize("variant", ["plain", "all"])
def test_tokens_and_operations_are_those_of_the_steps_after_the_warm_up(lessons, variant, tmp_path, monkeypatch):
    parts, method = gpu.variants(Pace(4, 256, 1.0, (0, 0, 0, 0)))[variant]
    model = IDTransformer(Encoder(CONFIG), {"mnli": 3, "qnli": 2, "rte": 2, "cola": 2}, parts)
    assert bool(model.hierarchy) == (variant == "all")
    training = set_up(model, lessons, method, 1, agreements(lessons.tasks), Shelf(tmp_path))
    ticks = iter([10.0, 12.0])  # two seconds
    monkeypatch.setattr(gpu.time, "perf_counter", lambda: next(ticks))
    found = gpu.measure(training, warmup=2, steps=3)
    turns = list(islice(set_up(model, lessons, method, 1, {}, Shelf(tmp_path)).syllabus, 5))[2:]
    lengths = [lessons.encoded[turn.task].lengths[rows] for turn in turns for rows in turn.batches]
    assert found["tokens_a_second"] == sum(int(each.sum()) for each in lengths) // 2
    steps = 3 * sum(forward_flops(CONFIG, parts, len(each), int(each.max())) for each in lengths)
    assert found["flops_a_second"] == steps / 2 and isinstance(training.objective.prefix, Prefix)


def test_the_peak_is_operations_over_seconds(monkeypatch):
    ticks = iter([0.0, 1.0, 5.0])  # warm-up begins, measuring begins, ends
    monkeypatch.setattr(gpu.time, "perf_counter", lambda: next(ticks))
    assert gpu.peak_flops(CPU, size=8, times=2) == 2 * 8**3 * 2 / 4
