"""JSON of equal content is equal bytes."""

import pytest

from glueline.refusal import Refused
from glueline.tables.json_file import read_json, write_json


def test_keys_are_sorted_and_text_is_kept(tmp_path):
    write_json(tmp_path / "a" / "x.json", {"b": 1, "a": "é"})
    assert (tmp_path / "a" / "x.json").read_text("utf-8") == '{\n  "a": "é",\n  "b": 1\n}\n'
    assert read_json(tmp_path / "a" / "x.json") == {"a": "é", "b": 1}


def test_what_is_no_number_is_not_written(tmp_path):
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(tmp_path / "x.json", {"score": float("nan")})


def test_missing_and_torn_files_are_refused_by_name(tmp_path):
    with pytest.raises(Refused, match="x.json: missing; run `dvc repro`"):
        read_json(tmp_path / "x.json")
    (tmp_path / "x.json").write_text('{"a": ')
    with pytest.raises(Refused, match="x.json: not readable as JSON"):
        read_json(tmp_path / "x.json")
