"""A frozen dataclass from plain YAML: unknown and missing keys are refused by name, and every leaf is of its type."""

from dataclasses import MISSING, fields, is_dataclass
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from glueline.claims.printed import Printed, printed
from glueline.refusal import Refused

F = TypeVar("F")
LONGEST = 1000  # characters of a text
MOST = 200      # items of a list or mapping


def fill(kind: type[F], value: Any, name: str, unit: str = "points") -> F:
    """Build the dataclass `kind` from a mapping; fields with a default may be left out.

    `name` leads every message: the file, then the key, as in `table.yaml: rows[2].task`. Figures are read in `unit`.
    """
    if not isinstance(value, dict):
        raise Refused(f"{name}: expected a mapping with keys, found {_brief(value)}")
    assert is_dataclass(kind), f"{name}: {kind} is no dataclass"
    known = {field.name: field for field in fields(kind)}
    for key in value:
        if key not in known:
            raise Refused(f"{_below(name, key)}: unknown key; known are {', '.join(known)}")
    for key, field in known.items():
        if key not in value and field.default is MISSING and field.default_factory is MISSING:
            raise Refused(f"{_below(name, key)}: missing key")
    types = get_type_hints(kind)
    return kind(**{key: _leaf(types[key], item, _below(name, key), unit) for key, item in value.items()})


def _leaf(kind: Any, value: Any, name: str, unit: str) -> Any:
    if isinstance(kind, type) and is_dataclass(kind) and kind is not Printed:
        return fill(kind, value, name, unit)
    origin = get_origin(kind)
    if origin in (tuple, dict):
        if not isinstance(value, list if origin is tuple else dict):
            raise Refused(f"{name}: expected a {'list' if origin is tuple else 'mapping'}, found {_brief(value)}")
        if len(value) > MOST:
            raise Refused(f"{name}: {len(value)} items; {MOST} at most")
    if origin is tuple:
        return tuple(_leaf(get_args(kind)[0], item, f"{name}[{at}]", unit) for at, item in enumerate(value))
    if origin is dict:
        return {key: _leaf(get_args(kind)[1], item, _below(name, key), unit) for key, item in value.items()}
    if not isinstance(value, str):
        raise Refused(f"{name}: expected a text, found {_brief(value)}")
    if len(value) > LONGEST:
        raise Refused(f"{name}: {len(value)} characters; {LONGEST} at most")
    if kind is Printed:
        return printed(value, name, unit)
    return _number(value, name) if kind is int else " ".join(value.split())


def _number(value: str, name: str) -> int:
    if not (value.isascii() and value.isdigit() and 0 < len(value) <= 15 and int(value) > 0):
        raise Refused(f"{name}: {value!r} is no count; write a whole number above 0")
    return int(value)


def _below(name: str, key: str) -> str:
    return f"{name}{': ' if name.endswith(('.yaml', '.yml')) else '.'}{key}"


def _brief(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
