"""YAML as data only: mappings, lists and strings. No tags, anchors, aliases or repeated keys, and no more than SIZE bytes.

Every scalar stays the string that was written, so that 89.70 keeps its zero and `no` is a word.
"""

import re
from pathlib import Path
from typing import Any

import yaml

from glueline.refusal import Refused

SIZE = 128 * 1024
DEPTH = 12
# What could steer a terminal or a page.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")


def read_plain(path: Path) -> Any:
    """The one document in `path` as dicts, lists and strings. Raises Refused, naming file and line or key."""
    try:
        with path.open("rb") as file:
            content = file.read(SIZE + 1)
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}; name a claims file") from None
    if len(content) > SIZE:
        raise Refused(f"{path}: more than {SIZE:,} bytes; a results table is smaller")
    try:
        return parse_plain(content.decode("utf-8"), str(path))
    except UnicodeDecodeError as error:
        raise Refused(f"{path}: byte {error.start} is no UTF-8; save it as UTF-8") from None


def parse_plain(text: str, name: str) -> Any:
    """`read_plain` of a text that is called `name` in messages."""
    try:
        _refuse_events(text, name)
        node = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f"line {where.line + 1}: " if where else ""
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not readable"
        raise Refused(f"{name}: {line}no YAML ({problem})") from None
    if node is None:
        raise Refused(f"{name}: empty; see docs/claims.md for what stands in it")
    return _value(node, name)


def _refuse_events(text: str, name: str) -> None:
    """Look at the stream before anything is built from it: the parser keeps its place without recursion."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        line = f"{name}: line {event.start_mark.line + 1 if event.start_mark else '?'}"
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Refused(f"{line}: an anchor or alias; write the value out")
        if tag := getattr(event, "tag", None):
            raise Refused(f"{line}: the tag {tag}; a claims file has none")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > DEPTH or documents > 1:
            raise Refused(f"{line}: {'nested too deep' if depth > DEPTH else 'a second document; one a file'}")


def _value(node: yaml.Node, name: str) -> Any:
    if isinstance(node, yaml.ScalarNode):
        if control := CONTROL.search(node.value):
            raise Refused(f"{name}: line {node.start_mark.line + 1}: the control character {control[0]!r}; remove it")
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, f"{name}[{at}]") for at, item in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = f"{name}: line {key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode):
            raise Refused(f"{line}: a key that is no word")
        if key.value in found:
            raise Refused(f"{line}: the key {key.value!r} stands there twice")
        found[_value(key, name)] = _value(value, name if key.value == "" else f"{name}: {key.value}")
    return found
