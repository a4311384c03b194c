"""Which words are near, on embeddings laid out by hand."""

import torch

from glueline.learning.neighbours import neighbours

VOCABULARY = {"[CLS]": 0, "##good": 1, "good": 2, "fine": 3, "great": 4, "stone": 5, "7up": 6, "a": 7, "Good": 8}
PLACES = torch.tensor([[1, 0], [1, 0], [1, 0], [3, 4], [8, 6], [0, -2], [1, 0], [1, 0], [1, 0]], dtype=torch.float32)


def test_neighbours_are_the_whole_words_of_a_cosine_high_enough_nearest_first():
    found = neighbours(PLACES, VOCABULARY, cosine=0.55, at_most=5)
    # good at 0 degrees, great at 36.9 (cosine 0.8), fine at 53.1 (0.6; to great 0.96), stone at -90
    assert found == {"good": ("great", "fine"), "fine": ("great", "good"), "great": ("fine", "good")}
    strict, few = (neighbours(PLACES, VOCABULARY, *limits) for limits in ((0.7, 5), (0.55, 1)))
    assert strict == {"good": ("great",), "fine": ("great",), "great": ("fine", "good")}
    assert few == {"good": ("great",), "fine": ("great",), "great": ("fine",)}


def test_many_words_are_compared_a_part_at_a_time(monkeypatch):
    whole = neighbours(PLACES, VOCABULARY, 0.55, 5)
    monkeypatch.setattr("glueline.learning.neighbours.AT_ONCE", 3)
    assert neighbours(PLACES, VOCABULARY, 0.55, 5) == whole
