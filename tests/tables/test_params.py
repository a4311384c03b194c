"""A stage's settings are exactly its section, or a line that names the key."""

from dataclasses import dataclass

import pytest

from glueline.refusal import Refused
from glueline.tables.params import settings_from


@dataclass(frozen=True)
class Settings:
    rate: float
    tasks: tuple[str, ...]
    rows: dict[str, int]
    bf16: bool


GOOD = {"rate": 1, "tasks": ["cola"], "rows": {"sst2": 3}, "bf16": True}


def test_a_whole_section_becomes_frozen_settings():
    assert settings_from(Settings, GOOD, "teach.a") == Settings(1.0, ("cola",), {"sst2": 3}, True)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rte": 1}, "params.yaml: teach.a.rte: unknown key; known are rate, tasks, rows, bf16"),
        ({"rate": "fast"}, "params.yaml: teach.a.rate: expected float, found 'fast'"),
        ({"tasks": ["cola", 3]}, r"params.yaml: teach.a.tasks\[1\]: expected str, found 3"),
        ({"rows": {"sst2": True}}, "params.yaml: teach.a.rows.sst2: expected int, found True"),
        ({"bf16": 1}, "params.yaml: teach.a.bf16: expected bool, found 1"),
    ],
)
def test_a_key_too_many_or_a_value_of_another_type_is_named(change, message):
    with pytest.raises(Refused, match=message):
        settings_from(Settings, {**GOOD, **change}, "teach.a")


def test_a_missing_key_and_a_section_that_is_none_are_named():
    with pytest.raises(Refused, match="params.yaml: teach.a.rate: missing key"):
        settings_from(Settings, {key: GOOD[key] for key in ("tasks", "rows", "bf16")}, "teach.a")
    with pytest.raises(Refused, match="params.yaml: teach.a: expected a section with keys, found None"):
        settings_from(Settings, None, "teach.a")
