"""The form that records, entries, scores and journal lines must have before anything is made of them.

A form is a function (value, where) that raises Refused, naming the key, on a value of another form. Keys beside those named are
let stand: a later version may write more.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from glueline.audit.untrusted import is_inside
from glueline.refusal import Refused

Form = Callable[[Any, str], None]
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(@[A-Za-z0-9_.-]+)?")
LARGE = 2**63


def matching(pattern: str, called: str) -> Form:
    """A text that is wholly of `pattern`."""
    compiled = re.compile(pattern)

    def form(value: Any, where: str) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            _refuse(value, where, called)
    return form


def of(*kinds: type, called: str) -> Form:
    """One of some plain types; a truth value counts as no number, and no number is beyond 64 bits."""
    def form(value: Any, where: str) -> None:
        wrong = not isinstance(value, kinds) or isinstance(value, bool) and bool not in kinds
        if wrong or isinstance(value, int) and abs(value) >= LARGE:
            _refuse(value, where, called)
    return form


def maybe(inner: Form) -> Form:
    """`inner`, or null."""
    return lambda value, where: None if value is None else inner(value, where)


def many(inner: Form) -> Form:
    """A list of `inner`."""
    def form(value: Any, where: str) -> None:
        if not isinstance(value, list):
            _refuse(value, where, "a list")
        for at, each in enumerate(value):
            inner(each, f"{where}[{at}]")
    return form


def by_name(inner: Form, name: Callable[[str], object] = lambda _: True) -> Form:
    """A mapping of any keys for which `name` holds to `inner`."""
    def form(value: Any, where: str) -> None:
        if not isinstance(value, dict):
            _refuse(value, where, "a mapping")
        for key, each in value.items():
            if not name(key):
                raise Refused(f"{where}: {key[:80]!r}: no name that may stand here")
            inner(each, f"{where}.{key}")
    return form


def keys(required: Mapping[str, Form], optional: Mapping[str, Form] = MappingProxyType({})) -> Form:
    """A mapping with at least the required keys."""
    def form(value: Any, where: str) -> None:
        if not isinstance(value, dict):
            _refuse(value, where, "a mapping")
        for key in required:
            if key not in value:
                raise Refused(f"{where}: {key}: missing")
        for key, each in {**required, **optional}.items():
            if key in value:
                each(value[key], f"{where}.{key}")
    return form


def anything(value: Any, where: str) -> None:
    """Whatever JSON can say."""


def _refuse(value: Any, where: str, called: str) -> None:
    raise Refused(f"{where}: expected {called}, found {repr(value)[:60]}")


text, flag = of(str, called="a text"), of(bool, called="true or false")
number, count = of(int, float, called="a number"), of(int, called="a whole number")
mapping = of(dict, called="a mapping")
sha256 = matching("[0-9a-f]{64}", "a sha256 in hex")
commit = matching("[0-9a-f]{40}|[0-9a-f]{64}", "a commit")
key = matching(KEY.pattern, "the key of a stage")
hashes = by_name(sha256, is_inside)

RECORD = keys({
    "stage": key, "command": text, "inputs": hashes, "params": by_name(anything), "provenance": sha256,
    "outputs": by_name(keys({"sha256": sha256, "files": maybe(hashes)}), is_inside),
    "code": keys({"fingerprint": sha256, "files": hashes, "packages": by_name(text)}),
    "environment": keys({"python": text, "packages": by_name(text)}),
    "platform": keys({"isa": many(text), "torch": maybe(mapping)}),
    "commit": maybe(commit), "dirty": maybe(flag), "parents": by_name(maybe(sha256), is_inside),
})
DATA = keys({"source": text, "standing": text})
ENTRY = keys({
    "name": text, "note": text, "commit": text, "dirty": flag, "data": DATA, "teachers": many(text),
    "code": by_name(sha256), "records": by_name(sha256, KEY.fullmatch), "sha256": hashes,
})
FIGURE = {"score": maybe(number), "low": maybe(number), "high": maybe(number), "metrics": by_name(number)}
CELL = keys({"task": text, "split": text, "rows": count, "standing": text, **FIGURE}, {"aside": keys(FIGURE)})
AVERAGE = keys({"value": maybe(number), "in": many(text), "missing": many(text), "over": count, "of": count})
SCORES = keys({"data": DATA, "cells": by_name(CELL), "averages": by_name(AVERAGE), "lineage": mapping})
STANDING = keys({"standing": text, "official": flag, "rows": count, "sha256": maybe(sha256), "why": text})
STANDINGS = keys({"source": text, "splits": by_name(STANDING)})
LINE = keys({
    "stage": key, "work": maybe(sha256), "record": maybe(sha256), "status": text, "message": maybe(text), "seconds": number,
    "time": text, "host": text, "peak_mib": number,
})
ITEMS = many(keys({"path": text}))
LOCK = keys({"stages": by_name(keys({"cmd": text}))})
