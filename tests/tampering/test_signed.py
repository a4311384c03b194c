"""A signed entry, audited with the public key: whoever lacks the private one is caught at level 0."""

import shutil

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from provenance.signed_entries import write_keys
from tampering.house import commit
from tampering.tampering_tools import FIRST, audited, must_catch, problems
from tampering.test_rewritten_chain import rewritten

from glueline.audit.verdicts import IDENTICAL, UNVERIFIED
from glueline.provenance.entry_files import SIGNATURE
from glueline.provenance.signing import sign
from glueline.refusal import Refused

__all__ = ["rewritten"]  # the fixture


@pytest.fixture
def signed(house, tmp_path):
    """The first entry signed with its own key; the keys' folder."""
    keys = tmp_path / "keys"
    keys.mkdir()
    for name in ("own", "other"):
        write_keys(keys, name, ed25519.Ed25519PrivateKey.generate())
    sign(house / FIRST, keys / "own.pem")
    commit(house, "signed")
    return keys


def test_honest_work_signed_is_identical_and_without_a_key_only_noted(signed, house, counts):
    counts["harmless"] += 1
    [report] = audited(house, "first", public=signed / "own.public.pem")
    assert report.verdict == IDENTICAL and report.counts["files signed"] > 5
    [report] = audited(house, "first")
    assert report.verdict == IDENTICAL and any("--public" in note.says for note in report.subject.notes)


def test_a_chain_rewritten_without_the_key_is_caught_at_level_0(signed, rewritten, counts):
    must_catch(counts, rewritten, f"records: {FIRST}/{SIGNATURE}: ", "first", level=0, public=signed / "own.public.pem")


def test_a_signature_by_another_key_and_one_of_another_entry_are_caught(signed, house, counts):
    sign(house / FIRST, signed / "other.pem")
    reports = must_catch(counts, house, f"{FIRST}/{SIGNATURE}: ", "first", public=signed / "own.public.pem")
    assert "signed by the key" in problems(reports)[0]
    shutil.copyfile(house / FIRST / SIGNATURE, house / "leaderboard/second" / SIGNATURE)
    must_catch(counts, house, f"leaderboard/second/{SIGNATURE}: ", "second", public=signed / "other.public.pem")


def test_an_entry_that_nobody_signed_is_not_passed(signed, house):
    [report] = audited(house, "second", public=signed / "own.public.pem")
    assert report.verdict == UNVERIFIED and "nobody signed" in problems([report])[0]


def test_a_key_that_is_none_is_refused(signed, house):
    (signed / "none.pem").write_text("no key")
    with pytest.raises(Refused, match="none.pem"):
        audited(house, "first", public=signed / "none.pem")
