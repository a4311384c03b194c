"""The journal takes a line whatever a full disk has left at its end."""

from glueline.provenance import journal


def line(stage):
    return {"stage": stage, "work": "w", "record": None, "status": "finished", "message": None, "seconds": 1.0}


def test_half_a_letter_at_the_end_costs_no_line(tmp_path):
    journal.append(tmp_path, line("one"))
    path = tmp_path / journal.JOURNAL
    path.write_bytes(path.read_bytes() + b'{"stage":"two","message":"caf\xc3')
    journal.append(tmp_path, line("one"))
    assert [(each["stage"], each["attempt"]) for each in journal.read(tmp_path)] == [("one", 1), ("one", 2)]
    assert b"caf\xc3\n" in path.read_bytes(), "what was torn stays as it was"
