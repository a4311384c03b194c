"""Level 0 of a kept entry, where the auditor has a public key: is it what the key's owner signed?"""

from pathlib import Path

from glueline.audit.subjects import LEADERBOARD, Subject
from glueline.audit.verdicts import UNVERIFIED, Finding
from glueline.refusal import Refused


def check_signature(subject: Subject, public: Path) -> int:
    """Returns how many files the signature covers; what does not hold is among the subject's findings. An entry that nobody
    signed is unverified. Raises Refused where `public` is no public key."""
    from glueline.provenance.entry_files import SIGNATURE
    from glueline.provenance.keys import public_key
    from glueline.provenance.signing import verify

    public_key(public)
    entry, where = subject.root / LEADERBOARD / subject.name, subject.place(SIGNATURE)
    if not (entry / SIGNATURE).is_file():
        subject.findings.append(Finding(0, UNVERIFIED, "records", where, "missing: nobody signed this entry"))
        return 0
    try:
        return verify(entry, public)
    except Refused as refusal:
        subject.fail(0, "records", where, str(refusal))
        return 0
