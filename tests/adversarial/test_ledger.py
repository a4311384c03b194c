from glueline.adversarial.ledger import AdversarialLedger


def rows(operator, verdict, number=1, judged=None, parent=None, target=None, effect="kept"):
    return [{"operator": operator, "verdict": verdict, "judged": judged, "parent_judged": parent, "target": target,
             "label_effect": effect}] * number


def test_rows_are_counted_by_operator_and_reason():
    ledger = AdversarialLedger("rte", seed=1)
    ledger.count({("tried", "negation"): 9, ("tried", "voice"): 4, ("skipped", "empty"): 2, ("parents", "all"): 12})
    ledger.count({("tried", "negation"): 1, ("skipped", "empty"): 1, ("skipped", "not English"): 1})
    ledger.add(rows("negation", "accepted", 5) + rows("negation", "not fluent", 2) + rows("negation", "failed: KeyError: 1"))
    ledger.add(rows("negation", "failed: KeyError: 2"))
    found = ledger.content()
    assert found["parents"] == 12
    assert found["skipped"] == {"empty": 3, "not English": 1}
    assert set(found["operators"]) == {"negation", "voice"}
    negation = found["operators"]["negation"]
    assert {key: negation[key] for key in ("tried", "made", "accepted", "rejected")} == {
        "tried": 10, "made": 9, "accepted": 5, "rejected": {"not fluent": 2, "failed": 2}}
    assert found["operators"]["voice"] == {"tried": 4, "made": 0, "accepted": 0, "rejected": {}, "label_noise": {
        kind: {"rows": 0, "disagreed": 0.0, "parents": 0.0, "estimate": None, "low": None, "high": None}
        for kind in ("accepted", "before_judging")}}


def test_label_noise_is_the_judges_excess_of_doubt_over_the_parents():
    """Of 100 accepted rows the judges doubt 30 and 15 of their parents; before they had a word 40 of 110, and 15 parents."""
    ledger = AdversarialLedger("rte", seed=1)
    ledger.add(rows("negation", "accepted", 10, 0.4, 0.3) + rows("negation", "accepted", 20, 0.4, 0.5))
    ledger.add(rows("negation", "accepted", 5, 0.5, 0.3) + rows("negation", "accepted", 65, 0.9, 0.9))
    ledger.add(rows("negation", "label contradicted", 10, 0.01, 0.9))
    ledger.add(rows("negation", "not fluent", 50, 0.01, 0.9))
    noise = ledger.content()["operators"]["negation"]["label_noise"]
    assert [noise["accepted"][key] for key in ("rows", "disagreed", "parents", "estimate")] == [100, 0.3, 0.15, 0.2143]
    assert [noise["before_judging"][key] for key in ("rows", "disagreed", "parents")] == [110, 0.3636, 0.1364]


def test_of_flipped_labels_the_ledger_has_a_bound():
    ledger = AdversarialLedger("rte", seed=1)
    ledger.add(rows("negation", "accepted", 30, 0.4, 0.9, effect="flipped") + rows("negation", "accepted", 70, 0.9, 0.9))
    noise = ledger.content()["operators"]["negation"]["label_noise"]["accepted"]
    assert noise["estimate"] is None and noise["low"] == 0 and 0.3 < noise["high"] < 0.45


def test_grades_and_attacks_on_the_judge_itself_have_no_estimate():
    ledger = AdversarialLedger("stsb", seed=1)
    ledger.add(rows("synonyms", "accepted", 10, 0.4, 0.9))
    assert ledger.content()["operators"]["synonyms"]["label_noise"] is None
    ledger = AdversarialLedger("rte", seed=1)
    ledger.add(rows("gradient", "accepted", 10, 0.4, 0.9, target="c0ffee"))
    assert ledger.content()["operators"]["gradient"]["label_noise"] is None
