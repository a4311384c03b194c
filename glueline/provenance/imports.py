"""What a Python file imports, and what it says, read from its syntax tree and never by running it."""

import ast
from dataclasses import dataclass
from pathlib import Path

from glueline.refusal import Refused

# What finds code by a name that only exists at run time, so that no reading of the file can follow it.
DYNAMIC_NAMES = {"__import__", "exec", "eval", "import_module", "run_path", "run_module"}
DYNAMIC_ATTRIBUTES = {"import_module", "__import__", "run_path", "run_module", "spec_from_file_location", "exec_module"}
DYNAMIC_MODULES = {"runpy", "imp", "pkgutil", "zipimport"}


@dataclass(frozen=True)
class Import:
    """`import module` (no names) or `from module import names`, made absolute."""

    line: int
    module: str
    names: tuple[str, ...] = ()


def parse(source: bytes, path: Path) -> ast.Module:
    """The syntax tree of what a file says. Raises Refused where it is no Python."""
    try:
        return ast.parse(source, str(path))
    except (SyntaxError, ValueError) as error:
        raise Refused(f"{path}:{getattr(error, 'lineno', 0)}: not valid Python ({error.args[0]})") from None


def imports_of(tree: ast.Module, path: Path, package: str) -> list[Import]:
    """Every import anywhere in a file of `package`. Raises Refused on a dynamic or a star import."""
    found = []
    for node in ast.walk(tree):
        _refuse_dynamic(node, path)
        if isinstance(node, ast.Import):
            found += [Import(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(Import(node.lineno, _absolute(node, path, package), tuple(alias.name for alias in node.names)))
    return found


def meaning(tree: ast.Module) -> str:
    """The tree without comments, docstrings and layout, as text. Changes `tree`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if ast.get_docstring(node, clean=False) is not None:
                del node.body[0]
            node.body = node.body or [ast.Pass()]
    return ast.dump(tree, include_attributes=False)


def _absolute(node: ast.ImportFrom, path: Path, package: str) -> str:
    if any(alias.name == "*" for alias in node.names):
        raise Refused(f"{path}:{node.lineno}: star import; name what you import")
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    if node.level > len(parts):
        raise Refused(f"{path}:{node.lineno}: relative import reaches above {parts[0]}; import by full name")
    base = parts[:len(parts) - node.level + 1]
    return ".".join([*base, node.module] if node.module else base)


def _refuse_dynamic(node: ast.AST, path: Path) -> None:
    if isinstance(node, ast.expr | ast.stmt) and (name := _dynamic_name(node)):
        raise Refused(f"{path}:{node.lineno}: {name} hides what code is used; write a plain import")


def _dynamic_name(node: ast.expr | ast.stmt) -> str | None:
    match node:
        case ast.Name(id=name) if name in DYNAMIC_NAMES:
            return name
        case ast.Attribute(attr=name) if name in DYNAMIC_ATTRIBUTES:
            return name
        case ast.Attribute(value=ast.Name(id="builtins"), attr=name) if name in DYNAMIC_NAMES:
            return f"builtins.{name}"
        case ast.Import(names=names):
            return next((alias.name for alias in names if alias.name.split(".")[0] in DYNAMIC_MODULES), None)
        case ast.ImportFrom(module=str(module), level=0, names=names):
            hidden = [alias.name for alias in names if alias.name in DYNAMIC_ATTRIBUTES]
            return module if module.split(".")[0] in DYNAMIC_MODULES else next(iter(hidden), None)
        case ast.Call(func=ast.Attribute(attr="files") | ast.Name(id="files"), args=[ast.Constant(value=str(name)), *_]):
            return f"files({name!r})"  # importlib.resources by name reaches data of a package that nothing imports
    return None
