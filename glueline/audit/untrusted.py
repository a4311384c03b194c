"""Files that anyone may have written, read as data and as nothing else: regular files inside a folder, of bounded size; JSON
and YAML without repeated keys, numbers that are none, tags, or aliases that multiply. Raises Refused, in one line."""

import json
import math
import os
import re
import stat
from pathlib import Path
from typing import Any

from glueline.refusal import Refused

MIB = 1 << 20
JSON_AT_MOST, YAML_AT_MOST, TABLE_AT_MOST = 64 * MIB, 4 * MIB, 512 * MIB
DEPTH, NODES = 64, 1_000_000  # of YAML: how deep it may nest, and what it may come to with its aliases written out
SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
PLAIN = (dict, list, str, int, float, bool, type(None))


def is_inside(name: str) -> bool:
    """Whether `name` is a plain relative path that stays below the folder it is taken from."""
    parts = name.split("/")
    return bool(name) and len(name) < 1024 and not {"", ".", ".."} & set(parts) and not re.search(r"[\x00-\x1f\\]", name)


def read_inside(folder: Path, name: str, at_most: int) -> bytes:
    """The bytes of `folder`/`name`. Raises Refused where it is missing, leads elsewhere, is no regular file or too large."""
    if not is_inside(name):
        raise Refused(f"{folder}: {name!r}: no path inside this folder; remove it")
    path = folder
    for part in name.split("/"):
        path = path / part
        if path.is_symlink():
            raise Refused(f"{path}: a link; put the file itself there")
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)  # a pipe must not keep us waiting
    except OSError as error:
        raise Refused(f"{path}: {'missing' if isinstance(error, FileNotFoundError) else error.strerror}") from None
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_size > at_most:
        os.close(descriptor)
        large = f"{found.st_size:,} bytes, at most {at_most:,} are read"
        raise Refused(f"{path}: {large if stat.S_ISREG(found.st_mode) else 'not a regular file; remove it'}")
    with os.fdopen(descriptor, "rb") as file:
        return file.read(at_most)


def json_of(content: bytes, where: str) -> Any:
    """The JSON in `content`, called `where` in messages."""
    _refuse_large(content, JSON_AT_MOST, where)
    try:
        value = json.loads(content.decode("utf-8"), parse_constant=_no_number, parse_float=_finite,
                           object_pairs_hook=_once_each)
        if SURROGATE.search(content):  # halves of characters, which nothing can write or print again
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except (ValueError, RecursionError) as error:
        raise Refused(f"{where}: not readable as JSON ({_line(error)})") from None


def yaml_of(content: bytes, where: str) -> Any:
    """The YAML in `content`, of plain mappings, lists, texts and numbers, called `where` in messages."""
    import yaml

    from glueline.audit.yaml_core import CoreLoader

    _refuse_large(content, YAML_AT_MOST, where)
    try:
        _refuse_deep(yaml.parse(content, Loader=CoreLoader))
        loader = CoreLoader(content)
        try:
            node = loader.get_single_node()
            _weigh(node, {})
            value = loader.construct_document(node) if node is not None else None
        finally:
            loader.dispose()
        _refuse_odd(value, set())
        return value
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise Refused(f"{where}: not readable as YAML ({_line(error)})") from None


def _refuse_large(content: bytes, at_most: int, where: str) -> None:
    if len(content) > at_most:
        raise Refused(f"{where}: {len(content):,} bytes, at most {at_most:,} are read")


def _refuse_deep(events: Any) -> None:
    """Before anything recurses: libyaml's own composer does not count."""
    depth = 0
    for count, event in enumerate(events):
        name = type(event).__name__
        depth += name.endswith("StartEvent") - name.endswith("EndEvent")
        if depth > DEPTH or count > NODES:
            raise ValueError("nested too deep, or too long")


def _weigh(node: Any, known: dict[int, int]) -> int:
    """How many nodes there would be with every alias written out; ValueError where too many, or where keys repeat."""
    import yaml

    if node is None or isinstance(node, yaml.ScalarNode):
        return 1
    if id(node) not in known:
        known[id(node)] = NODES  # what holds itself is too large
        pairs = node.value if isinstance(node, yaml.MappingNode) else [(each,) for each in node.value]
        keys = [pair[0].value for pair in pairs if len(pair) == 2 and isinstance(pair[0], yaml.ScalarNode)]
        if len(set(keys)) < len(keys):
            raise ValueError(f"a key stands twice: {next(key for key in keys if keys.count(key) > 1)}")
        known[id(node)] = 1 + sum(_weigh(each, known) for pair in pairs for each in pair)
    if known[id(node)] >= NODES:
        raise ValueError("its aliases multiply")
    return known[id(node)]


def _refuse_odd(value: Any, seen: set[int]) -> None:
    if type(value) not in PLAIN or isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"a {type(value).__name__} where plain values are expected")
    if isinstance(value, dict | list) and id(value) not in seen:
        seen.add(id(value))
        for each in [*value.keys(), *value.values()] if isinstance(value, dict) else value:
            _refuse_odd(each, seen)


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _finite(text: str) -> float:
    return float(text) if math.isfinite(float(text)) else _no_number(text[:20])


def _once_each(pairs: list[tuple[str, Any]]) -> dict:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
