"""AX by linguistic phenomenon: Matthews' correlation over all its rows, by coarse category, and by tag (Wang et al. 2019, arXiv
1804.07461, table 5)."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

FEWEST = 30  # rows of a tag that is given a figure of its own: with fewer, an interval of MCC spans half its scale

Score = Callable[[np.ndarray, str], dict]  # rows' places and a name for the draws -> {"score", "low", "high", "metrics"}


def by_category(tags: Mapping[str, Sequence[str | None]], score: Score, fewest: int = FEWEST) -> dict[str, dict]:
    """`tags`: by coarse category of each row its tags, several by ";", or None -> by coarse category {"rows", the figures of
    the rows that have any tag of it, "tags": {tag: {"rows", figures}}}; tags with fewer rows than `fewest` have only rows."""
    made = {}
    for category, given in tags.items():
        places = np.flatnonzero([bool(tag) for tag in given])
        by_tag = dict(sorted(_places(given)))
        made[category] = _figures(places, category, score, 1) | {
            "tags": {tag: _figures(inside, f"{category}/{tag}", score, fewest) for tag, inside in by_tag.items()}}
    return made


def _places(given: Sequence[str | None]) -> Iterator[tuple[str, np.ndarray]]:
    split = [{tag.strip() for tag in tags.split(";")} if tags else set() for tags in given]
    for tag in set().union(*split) - {""}:
        yield tag, np.array([place for place, tags in enumerate(split) if tag in tags], np.int64)


def _figures(places: np.ndarray, name: str, score: Score, fewest: int) -> dict:
    if len(places) < fewest:
        return {"rows": len(places), "score": None, "low": None, "high": None}
    return {"rows": len(places)} | {key: value for key, value in score(places, name).items() if key != "metrics"}
