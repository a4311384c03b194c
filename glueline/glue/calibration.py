"""Whether a classifier is right as often as it says: expected calibration error, reliability curve, Brier score.

ECE: Naeini et al. 2015; with 15 bins of equal width as Guo et al. 2017 ("On calibration of modern neural networks", arXiv
1706.04599) have it. Brier 1950, over all labels: from 0 to 2. ECE is biased upward where rows are few.
"""

import numpy as np

BINS = 15
DECIMALS = 4


def calibration(logits: np.ndarray, labels: np.ndarray, bins: int = BINS) -> dict:
    """Logits [N, K], K at least 2, and labels [N] (their numbers) -> {"rows", "accuracy", "confidence" (mean), "ece", "brier",
    "bins": [{"from", "to", "rows", "confidence", "accuracy"}]}; shares from 0 to 1, None in a bin without rows."""
    likely = probabilities(logits)
    confidence, right = likely.max(axis=1), likely.argmax(axis=1) == labels
    curve = reliability(confidence, right, bins)
    return {
        "rows": len(labels),
        "accuracy": _short(right.mean()),
        "confidence": _short(confidence.mean()),
        "ece": _short(expected_error(confidence, right, bins)),
        "brier": _short(brier(likely, labels)),
        "bins": curve,
    }


def probabilities(logits: np.ndarray) -> np.ndarray:
    """The softmax of logits [N, K], in float64."""
    raised = np.exp(logits.astype(np.float64) - logits.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def expected_error(confidence: np.ndarray, right: np.ndarray, bins: int = BINS) -> float:
    """ECE of confidences [N] and whether each row was answered right [N]: the gap between the two, averaged over the bins by
    their rows."""
    place = bin_of(confidence, bins)
    gaps = np.bincount(place, weights=right - confidence, minlength=bins)  # each: rows times (accuracy - confidence)
    return float(np.abs(gaps).sum() / len(confidence))


def reliability(confidence: np.ndarray, right: np.ndarray, bins: int = BINS) -> list[dict]:
    """The reliability curve: what `calibration` gives as its bins."""
    place, made = bin_of(confidence, bins), []
    for number in range(bins):
        inside = place == number
        there = bool(inside.any())
        made.append({
            "from": _short(number / bins), "to": _short((number + 1) / bins), "rows": int(inside.sum()),
            "confidence": _short(confidence[inside].mean()) if there else None,
            "accuracy": _short(right[inside].mean()) if there else None,
        })
    return made


def bin_of(confidence: np.ndarray, bins: int) -> np.ndarray:
    """The number of each confidence's bin [N]; bin m holds what is above m / bins, up to and including (m + 1) / bins."""
    return np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], confidence, side="left")


def brier(likely: np.ndarray, labels: np.ndarray) -> float:
    """Mean over rows of the squared distance between probabilities [N, K] and the label [N] as ones and zeros."""
    truth = labels[:, None] == np.arange(likely.shape[1])
    return float(((likely - truth) ** 2).sum(axis=1).mean())


def _short(value: float) -> float:
    return round(float(value), DECIMALS)
