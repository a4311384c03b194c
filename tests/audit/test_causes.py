"""Why two runs differ: located by what their records differ in, and by nothing else."""

from copy import deepcopy

import pytest

from glueline.audit.causes import between, platform_causes

RECORD = {
    "inputs": {"data/code/score.json": "1" * 64, "data/prepared": "2" * 64, "data/teachers/one": "3" * 64},
    "code": {"files": {"stages/score.py": "4" * 64}, "packages": {"torch": "2.13.0", "scikit-learn": "1.8", "python": "3.11"}},
    "params": {"score": {"seed": 1}},
    "environment": {"python": "3.11.7", "packages": {"torch": "2.13.0", "scikit_learn": "1.8", "rich": "15"}},
    "platform": {"system": "Linux", "machine": "x86_64", "isa": ["avx2", "avx512f"], "variables": {"OMP_NUM_THREADS": "2"},
                 "torch": {"threads": 2, "cpu_capability": "AVX512", "device": "cpu", "cuda": None, "processes": 1}},
}


def changed(*path: str, to: object) -> dict:
    record = deepcopy(RECORD)
    at = record
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = to
    return record


@pytest.mark.parametrize("path, to, cause, says", [
    (("code", "files", "stages/score.py"), "5" * 64, "code", "its code: stages/score.py"),
    (("params", "score", "seed"), 2, "params", "params: score"),
    (("inputs", "data/prepared"), "5" * 64, "data", "its input data/prepared"),
    (("inputs", "data/teachers/one"), "5" * 64, "weights", "its input data/teachers/one"),
    (("environment", "packages", "torch"), "2.14.0", "environment", "torch 2.13.0 is 2.14.0 here"),
    (("environment", "python"), "3.11.9", "environment", "python 3.11.7 is 3.11.9 here"),
    (("platform", "machine"), "aarch64", "environment", "machine x86_64, here aarch64"),
    (("platform", "torch", "device"), "NVIDIA H100", "environment", "device cpu, here NVIDIA H100"),
    (("platform", "torch", "threads"), 1, "threads", "2 threads, here 1"),
    (("platform", "variables"), {}, "threads", "variables {'OMP_NUM_THREADS': '2'}, here {}"),
    (("platform", "isa"), ["avx2", "amx_tile"], "ISA", "instruction sets: without avx512f and with amx_tile here"),
    (("platform", "torch", "cpu_capability"), "AVX2", "ISA", "torch used AVX512, here AVX2"),
])
def test_one_difference_is_one_cause(path, to, cause, says):
    assert between(RECORD, changed(*path, to=to)) == [(cause, says)]


def test_what_cannot_move_a_number_is_no_cause():
    assert between(RECORD, RECORD) == []
    assert between(RECORD, changed("environment", "packages", "rich", to="16")) == []
    assert between(RECORD, changed("inputs", "data/code/score.json", to="9" * 64)) == []  # its files say which


def test_the_likeliest_cause_comes_first():
    other = changed("code", "files", "stages/score.py", to="5" * 64)
    other["platform"]["torch"]["threads"], other["inputs"]["data/prepared"] = 1, "6" * 64
    assert [cause for cause, _ in between(RECORD, other)] == ["code", "data", "threads"]


def test_a_stage_without_torch_has_no_threads_to_differ_in():
    plain = changed("platform", "torch", to=None)
    assert platform_causes(plain, RECORD["environment"], RECORD["platform"]) == []
