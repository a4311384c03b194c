"""What runs book of their own cost: floating point operations, by what they were for, under `flops` at the top of a JSON file
of their outputs."""

import json
from collections.abc import Iterator
from typing import Any


def flops_in(content: bytes) -> int | None:
    """The sum of what a file books; None of a file that books nothing, or is no JSON."""
    try:
        found = json.loads(content)
    except ValueError:
        return None
    return sum(_numbers(found["flops"])) if isinstance(found, dict) and "flops" in found else None


def _numbers(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _numbers(each)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield int(value)
