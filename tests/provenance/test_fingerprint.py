"""What a fingerprint sees and what it does not, on made trees of a few lines."""

from pathlib import Path

import pytest

from glueline.provenance.fingerprint import fingerprint, observers_hash, read_pins
from glueline.refusal import Refused

TREE = {
    "requirements.lock": "torch==2.13.0\nnumpy==2.4.6 \\\n    --hash=sha256:00\n"
                         "scikit_learn[x]==1.8 ; python_version > '3'\nrich==14\n",
    "glueline/__init__.py": "",
    "glueline/text/__init__.py": '"""Words."""\n',
    "glueline/text/words.py": "WORDS = 3\n",
    "glueline/text/other.py": "OTHER = 4\n",
    "glueline/provenance/__init__.py": "",
    "glueline/provenance/audit.py": "import torch\n",
    "stages/__init__.py": "",
    "stages/teach.py": '"""Teach."""\nfrom glueline.text import words\n\n\n'
                       'def main():\n    """Do it."""\n    return words.WORDS\n',
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in TREE.items():
        write(tmp_path / name, text)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def files(tree: Path) -> list[str]:
    return sorted(fingerprint(tree, "teach")["files"])


def test_the_closure_is_the_stage_the_packages_on_the_way_and_the_submodule_it_names(tree):
    assert files(tree) == ["glueline/__init__.py", "glueline/text/__init__.py", "glueline/text/words.py",
                           "stages/__init__.py", "stages/teach.py"]


@pytest.mark.parametrize("text", [
    "from glueline.text import words\ndef main():\n  return words.WORDS",
    "# why\nfrom glueline.text import (\n    words,\n)\n\n"
    "def main():\n    '''Other words.'''\n    return (words.WORDS)  # so\n",
])
def test_comments_docstrings_and_layout_change_nothing(tree, text):
    before = fingerprint(tree, "teach")
    write(tree / "stages/teach.py", text)
    assert fingerprint(tree, "teach") == before


def test_a_file_or_function_of_nothing_but_a_docstring_is_pass(tree):
    before = fingerprint(tree, "teach")
    for text in ("", "pass\n", "# nothing\n", "'''Words, said anew.'''\n"):
        write(tree / "glueline/text/__init__.py", text)
        assert fingerprint(tree, "teach") == before
    write(tree / "glueline/text/words.py", 'WORDS = 3\ndef f():\n    """Doc."""\n')
    one = fingerprint(tree, "teach")
    write(tree / "glueline/text/words.py", "WORDS = 3\ndef f():\n    pass\n")
    assert fingerprint(tree, "teach") == one


@pytest.mark.parametrize("text", [
    "from glueline.text import words\ndef main():\n    return words.WORDS + 0\n",
    "from glueline.text import words\ndef main():\n    x = 'a string that is no docstring'\n    return words.WORDS\n",
    "from glueline.text import words\ndef main():\n    return words.WORDS\nmain()\n",
])
def test_any_change_of_meaning_changes_the_fingerprint(tree, text):
    before = fingerprint(tree, "teach")["fingerprint"]
    write(tree / "stages/teach.py", text)
    assert fingerprint(tree, "teach")["fingerprint"] != before


@pytest.mark.parametrize("line", [
    "from glueline.text.other import OTHER",
    "import glueline.text.other",
    "import glueline.text.other as o",
    "from glueline.text import other",
    "def f():\n    from glueline.text import other",
    "class A:\n    def f(self):\n        import glueline.text.other",
    "try:\n    import glueline.text.other\nexcept ImportError:\n    pass",
])
def test_an_import_of_any_form_at_any_depth_is_followed(tree, line):
    write(tree / "stages/teach.py", line + "\n")
    assert "glueline/text/other.py" in files(tree)


@pytest.mark.parametrize("line", ["from . import other", "from .other import OTHER", "from ..text import other"])
def test_a_relative_import_in_a_helper_is_followed(tree, line):
    write(tree / "glueline/text/words.py", line + "\n")
    assert "glueline/text/other.py" in files(tree)


def test_a_relative_import_in_a_package_init_starts_at_that_package(tree):
    write(tree / "glueline/text/__init__.py", "from .other import OTHER\n")
    assert "glueline/text/other.py" in files(tree)


def test_a_data_file_of_a_reached_package_counts_and_of_another_does_not(tree):
    write(tree / "glueline/text/lists/verbs.txt", "go\n")
    write(tree / "glueline/model/__init__.py", "")
    write(tree / "glueline/model/notes.txt", "no\n")
    write(tree / "glueline/text/__pycache__/words.cpython-311.pyc", "no")
    assert "glueline/text/lists/verbs.txt" in files(tree) and len(files(tree)) == 6
    before = fingerprint(tree, "teach")["fingerprint"]
    write(tree / "glueline/text/lists/verbs.txt", "go\nsee\n")
    assert fingerprint(tree, "teach")["fingerprint"] != before


def test_only_what_is_imported_brings_its_pinned_version_along(tree):
    assert fingerprint(tree, "teach")["packages"] == {"python": "3.11"}
    write(tree / "glueline/text/words.py",
          "def f():\n    import torch.nn.functional as F\n    from sklearn import svm\nimport rich, os\n")
    assert fingerprint(tree, "teach")["packages"] == {"python": "3.11", "torch": "2.13.0", "scikit-learn": "1.8"}


def test_an_upgrade_in_the_lock_changes_what_imports_the_package_and_nothing_else(tree):
    write(tree / "stages/score.py", "import numpy\n")
    write(tree / "stages/teach.py", "import torch\n")
    before = {name: fingerprint(tree, name)["fingerprint"] for name in ("teach", "score")}
    write(tree / "requirements.lock", TREE["requirements.lock"].replace("2.13.0", "2.14.0"))
    after = {name: fingerprint(tree, name)["fingerprint"] for name in ("teach", "score")}
    assert after["score"] == before["score"] and after["teach"] != before["teach"]


def test_provenance_is_in_no_fingerprint_but_has_a_hash_of_its_own(tree):
    write(tree / "stages/teach.py", "from glueline.provenance.audit import x\nfrom glueline import provenance\n")
    assert files(tree) == ["glueline/__init__.py", "stages/__init__.py", "stages/teach.py"]
    before = observers_hash(tree)
    write(tree / "glueline/provenance/audit.py", "import torch  # so\n")
    assert observers_hash(tree) == before
    write(tree / "glueline/provenance/audit.py", "import numpy\n")
    assert observers_hash(tree) != before


@pytest.mark.parametrize("line, name", [
    ("import importlib; importlib.import_module('x')", "import_module"),
    ("from importlib import import_module", "import_module"),
    ("m = __import__('x')", "__import__"),
    ("exec('import x')", "exec"),
    ("f = eval", "eval"),
    ("import runpy", "runpy"),
    ("from runpy import run_path", "runpy"),
    ("import builtins; builtins.exec('1')", "builtins.exec"),
    ("from importlib.resources import files; files('glueline.text')", "files('glueline.text')"),
    ("from glueline.text.words import *", "star import"),
])
def test_what_hides_an_import_is_refused_with_file_and_line(tree, line, name):
    write(tree / "glueline/text/words.py", f"WORDS = 3\n{line}\n")
    with pytest.raises(Refused) as refusal:
        fingerprint(tree, "teach")
    assert str(refusal.value).startswith(f"{tree}/glueline/text/words.py:2: ") and name in str(refusal.value)


@pytest.mark.parametrize("line", ["model.eval()", "import re; re.compile('x')", "import importlib.metadata", "evaluate = 1"])
def test_what_only_looks_like_it_is_not_refused(tree, line):
    write(tree / "glueline/text/words.py", line + "\n")
    assert fingerprint(tree, "teach")


@pytest.mark.parametrize("text, message", [
    ("import glueline.nowhere\n", ":1: imports glueline.nowhere, which is not in the project"),
    ("x = 1\nimport scipy\n", ":2: imports scipy, but requirements.lock pins no scipy"),
    ("x = (\n", ":1: not valid Python"),
])
def test_code_that_cannot_be_followed_is_refused_with_file_and_line(tree, text, message):
    write(tree / "stages/teach.py", text)
    with pytest.raises(Refused) as refusal:
        fingerprint(tree, "teach")
    assert f"stages/teach.py{message}" in str(refusal.value)


def test_pins_are_read_past_extras_markers_and_hashes(tree):
    assert read_pins(tree / "requirements.lock") == {"torch": "2.13.0", "numpy": "2.4.6", "scikit-learn": "1.8", "rich": "14"}
