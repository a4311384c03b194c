"""YAML 1.2's plain values, as DVC reads them: `1e-4` is a number and `no` a text, which PyYAML's own 1.1 has otherwise."""

import re

import yaml

CORE = {
    "bool": ("true|True|TRUE|false|False|FALSE", "tTfF"),
    "null": ("~|null|Null|NULL|", ["~", "n", "N", ""]),
    "int": (r"[-+]?(0|[1-9][0-9_]*)|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    "float": (r"[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
              "-+.0123456789"),
    "merge": ("<<", "<"),
}


class CoreLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # C's, where PyYAML has it
    """Makes plain values and nothing else; a tag that is not of YAML's own plain ones is an error."""

    yaml_implicit_resolvers: dict = {}


for _name, (_pattern, _first) in CORE.items():
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(f"(?:{_pattern})$"), list(_first))
