"""The rows that a model gets most wrong, and the training rows most like each."""

from collections.abc import Sequence

import numpy as np
from scipy.special import log_softmax
from sklearn.feature_extraction.text import TfidfVectorizer

from glueline.glue.tasks import Task


def losses(task: Task, logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """logits [rows, outputs], labels [rows] -> cross-entropy in nats, or the squared error of a score held within 0 and 5."""
    if not task.labels:
        return (logits[:, 0].clip(0, 5) - labels) ** 2
    return -log_softmax(logits, axis=1)[np.arange(len(labels)), labels.astype(int)]


def sureness(task: Task, logits: np.ndarray) -> np.ndarray:
    """How sure a model is [rows]: the probability of its answer; of a score, how far it lies from the middle of the scale."""
    if not task.labels:
        return np.abs(logits[:, 0].clip(0, 5) - 2.5) / 2.5
    return np.exp(log_softmax(logits, axis=1).max(1))


def worst(losses: np.ndarray, number: int) -> np.ndarray:
    """The places of the `number` highest losses, highest first; of equal ones the first."""
    return np.argsort(-losses, kind="stable")[:number]


def neighbours(texts: Sequence[str], among: Sequence[str], number: int) -> np.ndarray:
    """For each text the places of the `number` likest of `among`, likest first, by the cosine of TF-IDF of words and of pairs
    of them (scikit-learn's). [texts, number]"""
    if not among:
        return np.zeros((len(texts), 0), int)
    vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"\w+")
    known = vectors.fit_transform(among)
    alike = (vectors.transform(texts) @ known.T).toarray()
    return np.argsort(-alike, axis=1, kind="stable")[:, :number]
