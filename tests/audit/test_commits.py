"""What git holds at a commit, files that are not in this repository left out."""

import subprocess

import pytest

from glueline.audit.commits import Commits


@pytest.fixture
def repository(tmp_path):
    """One commit: `kept/one.txt`, and beside it a submodule that nobody has fetched."""
    def git(*arguments):
        subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@b.c", *arguments], cwd=tmp_path, check=True,
                       capture_output=True)

    git("init")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/one.txt").write_text("one\n")
    git("add", "kept/one.txt")
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},kept/elsewhere")
    git("commit", "-m", "one")
    return tmp_path


@pytest.fixture
def commits(repository):
    made = Commits(repository)
    yield made
    made.close()


def test_a_folders_files_are_those_that_are_here_and_a_submodule_is_none_of_them(commits):
    assert sorted(commits.tree("HEAD", "kept")) == ["elsewhere", "one.txt"]
    assert commits.contents("HEAD", "kept") == {"one.txt": b"one\n"}


def test_a_file_is_its_own_content_and_what_is_not_there_has_none(commits):
    assert commits.contents("HEAD", "kept/one.txt") == {"": b"one\n"}
    assert commits.contents("HEAD", "gone") == {} and commits.file("HEAD", "gone") is None


def test_outside_of_a_repository_every_answer_is_none(tmp_path):
    commits = Commits(tmp_path)
    assert not commits.git and commits.file("HEAD", "one.txt") is None and commits.contents("HEAD", ".") == {}
    commits.close()
