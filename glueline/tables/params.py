"""A stage's settings: exactly the keys of its section in params.yaml, no defaults."""

from dataclasses import fields, is_dataclass
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from glueline.refusal import Refused

S = TypeVar("S")


def settings_from(kind: type[S], section: Any, name: str) -> S:
    """Build the frozen dataclass `kind` from the mapping `section`, called `name` in messages (as in `teach.language`).

    Nested dataclasses are built from nested mappings. Raises Refused on a missing or unknown key or a value of another type.
    """
    if not isinstance(section, dict):
        raise Refused(f"params.yaml: {name}: expected a section with keys, found {section!r}")
    assert is_dataclass(kind), f"{name}: {kind} is no dataclass"
    known = [field.name for field in fields(kind)]
    for key in section:
        if key not in known:
            raise Refused(f"params.yaml: {name}.{key}: unknown key; known are {', '.join(known)}")
    for key in known:
        if key not in section:
            raise Refused(f"params.yaml: {name}.{key}: missing key")
    types = get_type_hints(kind)
    return kind(**{key: _value(types[key], section[key], f"{name}.{key}") for key in known})


def _value(kind: Any, value: Any, name: str) -> Any:
    if isinstance(kind, type) and is_dataclass(kind):
        return settings_from(kind, value, name)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    origin = get_origin(kind) or kind
    if origin is tuple and isinstance(value, list):
        return tuple(_value(get_args(kind)[0], item, f"{name}[{i}]") for i, item in enumerate(value))
    if origin is dict and isinstance(value, dict):
        return {key: _value(get_args(kind)[1], item, f"{name}.{key}") for key, item in value.items()}
    if not isinstance(value, origin) or (isinstance(value, bool) and origin is not bool):
        raise Refused(f"params.yaml: {name}: expected {origin.__name__}, found {value!r}")
    return value
