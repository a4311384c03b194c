"""What a stored value, anyone's JSON, differs by from the one that came out again."""

from collections.abc import Iterator
from typing import Any

UNKNOWN = object()  # in place of a value that could not be made again
_MISSING = object()
# What may stand beside it and is not made again: bootstraps, words, and what the training data says.
UNDERIVED = frozenset({"low", "high", "drop_low", "drop_high", "why", "note", "learned"})
Apart = tuple[str, str, float]  # the key, what differs in words, by how much (infinitely where that is no matter of numbers)


def differences(stored: Any, again: Any, place: str) -> Iterator[Apart]:
    """Every value of `again` that `stored` has otherwise or not at all, and every one that only `stored` has, by its key."""
    if again is UNKNOWN:
        return
    if isinstance(again, dict) and isinstance(stored, dict):
        for name, each in again.items():
            yield from differences(stored.get(name, _MISSING), each, f"{place}.{name}")
        for name in sorted(stored.keys() - again.keys() - UNDERIVED):
            yield f"{place}.{name[:80]}", f"{_shown(stored[name])}, which no predictions on record give", float("inf")
    elif isinstance(again, list) and isinstance(stored, list) and len(again) == len(stored):
        for at, (one, other) in enumerate(zip(stored, again, strict=True)):
            yield from differences(one, other, f"{place}[{at}]")
    elif stored is _MISSING:
        yield place, f"missing, again {_shown(again)}", float("inf")
    elif type(stored) is bool or stored != again:
        numbers = {type(stored), type(again)} <= {int, float}
        yield place, f"{_shown(stored)}, again {_shown(again)}", abs(stored - again) if numbers else float("inf")


def _shown(value: Any) -> str:
    if value and isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return repr(value)[:60]
