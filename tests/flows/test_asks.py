"""What stages ask of the machines of a cluster is read from one table, and what no machine has is refused."""

import pytest

from flows.asks import asks_of, read_asks, refuse_unmeetable
from glueline.refusal import Refused

ASKS = {"teach": {"num_cpus": 2, "num_gpus": 1}, "teach@large": {"num_gpus": 4}}


def test_a_stage_asks_by_its_key_then_by_its_name_and_else_for_one_core():
    assert asks_of(ASKS, "teach@large") == {"num_gpus": 4}
    assert asks_of(ASKS, "teach@small") == {"num_cpus": 2, "num_gpus": 1}
    assert asks_of(ASKS, "prepare") == {"num_cpus": 1}


def test_the_projects_own_table_is_readable_and_one_that_is_not_there_asks_for_nothing(repo, tmp_path):
    assert read_asks(repo)["teach"] == {"num_cpus": 2, "num_gpus": 1} and read_asks(tmp_path) == {}


@pytest.mark.parametrize("text, says", [
    ("teach: {num_gpu: 1}", "teach: num_gpu: 1: give amounts of num_cpus, num_gpus, memory"),
    ("teach: 1", "teach: 1: None: give"),
    ("teach: {num_gpus: -1}", "teach: num_gpus: -1"),
    ("- teach", "expected a mapping of stages, found list"), ("a: [", "no YAML")])
def test_a_table_that_ray_cannot_use_is_refused_in_one_line(tmp_path, text, says):
    (tmp_path / "ray.yaml").write_text(text)
    with pytest.raises(Refused, match=says) as refusal:
        read_asks(tmp_path)
    assert "\n" not in str(refusal.value)


def test_no_machine_alone_has_what_two_have_together():
    refuse_unmeetable(ASKS, ["prepare", "teach@small"], [{"CPU": 2.0, "GPU": 1.0}])
    says = r"ray.yaml: teach@large asks for \{'num_gpus': 4\}, .* \(they have CPU 8, GPU 2; CPU 8, GPU 2\)"
    with pytest.raises(Refused, match=says):
        refuse_unmeetable(ASKS, ["teach@large"], [{"CPU": 8.0, "GPU": 2.0}] * 2)
    with pytest.raises(Refused, match="they have nothing"):
        refuse_unmeetable(ASKS, ["prepare"], [])
