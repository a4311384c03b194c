"""What replacing a word would do to a loss, to first order: its gradient at the word's embedding times the step to the new one.

S spots of a batch of rows, U words, H hidden.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedTokenizerBase

from glueline.learning.slopes import Pieces, Slopes


class Spot(NamedTuple):
    """A word that may be replaced: in which row of the batch, in which of its texts, from which character, by which words."""

    row: int
    text: int
    start: int
    stop: int
    words: tuple[str, ...]


class Change(NamedTuple):
    """The word that is to take a spot's place."""

    spot: Spot
    word: str


def best_changes(
    found: Slopes, spots: Sequence[Spot], tokenizer: PreTrainedTokenizerBase, embeddings: Tensor, hardest_first: bool
) -> dict[int, Change]:
    """For each row that has spots the change of the highest gain (the first of equal ones); `hardest_first`: among those at the
    spot where hiding the word behind the mask would gain most. `embeddings` [pieces, H] of the tokenizer's vocabulary."""
    whole = [(spot, under) for spot in spots if spot.words and (under := pieces_of(found.texts[spot.text], spot))]
    if not whole:
        return {}
    slope, here = (torch.stack(each) for each in zip(*(at_spot(found.texts[spot.text], spot, under, embeddings)
                                                       for spot, under in whole), strict=True))
    words = sorted({word for spot, _ in whole for word in spot.words})
    place = {word: at for at, word in enumerate(words)}
    gained = gains(slope, here, vectors(tokenizer, embeddings, words)).numpy()
    hidden = gains(slope, here, embeddings[tokenizer.mask_token_id][None])[0].tolist()
    best: dict[int, tuple[tuple[float, float], Change]] = {}
    for number, (spot, _) in enumerate(whole):
        for word in spot.words:
            value = (hidden[number] if hardest_first else 0.0, float(gained[place[word], number]))
            if spot.row not in best or value > best[spot.row][0]:
                best[spot.row] = value, Change(spot, word)
    return {row: change for row, (_, change) in best.items()}


def gains(slope: Tensor, here: Tensor, to: Tensor) -> Tensor:
    """slope [S, H], its product with what stands there [S], new vectors [U, H] -> [U, S]"""
    return to @ slope.T - here


def at_spot(pieces: Pieces, spot: Spot, under: Sequence[int], embeddings: Tensor) -> tuple[Tensor, Tensor]:
    """The sum of the gradients [H] at the spot's pieces, and of their products with the embeddings that stand there."""
    slope = pieces.gradients[spot.row, list(under)].float()
    return slope.sum(0), (slope * embeddings[pieces.ids[spot.row][list(under)].astype(np.int64)]).sum()


def pieces_of(pieces: Pieces, spot: Spot) -> list[int]:
    """Which pieces of the row's text make up the spot; none where its end was cut off."""
    places = pieces.places[spot.row]
    under = [at for at, (start, stop) in enumerate(places) if spot.start <= start < stop <= spot.stop]
    return under if under and places[under[-1]][1] == spot.stop else []


def vectors(tokenizer: PreTrainedTokenizerBase, embeddings: Tensor, words: Sequence[str]) -> Tensor:
    """The mean embedding [U, H] of the pieces of each word."""
    ids = tokenizer([*words], add_special_tokens=False)["input_ids"]
    return torch.stack([embeddings[each].mean(0) for each in ids])
