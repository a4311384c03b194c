"""The words that an encoder's embeddings hold to be alike: what an attack that needs no lexicon may put in a word's place.

A bound on the cosine is one of the limits of Ebrahimi et al. 2018, "HotFlip" (arXiv 1712.06751, section 5), for flips of words.
"""

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional as F

AT_ONCE = 1024  # words compared with all others at a time


def neighbours(embeddings: Tensor, vocabulary: Mapping[str, int], cosine: float, at_most: int) -> dict[str, tuple[str, ...]]:
    """embeddings [pieces, H], vocabulary (piece -> its row) -> for each whole word of English letters the other ones whose
    cosine is `cosine` or more, nearest first, `at_most` of them. Words without any are left out."""
    words = sorted(word for word in vocabulary if word.isascii() and word.isalpha() and word.islower() and len(word) > 1)
    places = torch.tensor([vocabulary[word] for word in words], dtype=torch.long)
    unit = F.normalize(embeddings.detach()[places].float(), dim=-1).cpu()
    found = {}
    for start in range(0, len(words), AT_ONCE):
        cosines = unit[start : start + AT_ONCE] @ unit.T
        cosines[torch.arange(len(cosines)), start + torch.arange(len(cosines))] = -1.0  # itself
        near = cosines.topk(min(at_most, len(words)), dim=1)
        for word, values, others in zip(words[start:], near.values.tolist(), near.indices.tolist(), strict=False):
            kept = tuple(words[other] for value, other in zip(values, others, strict=True) if value >= cosine)
            if kept:
                found[word] = kept
    return found
