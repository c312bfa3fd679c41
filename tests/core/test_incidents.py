"""Which incidents need a post-mortem: the guide's rules, and one's own."""

from datetime import UTC, datetime

import pytest

from connector.core.incidents import GUIDE, Flag, Incident, IncidentId, Rule, Verdict, decide, same

REASON = {"skip_reason": "the same disk, replaced last week"}


def incident(**fields):
    return Incident(IncidentId("INC-1"), "Disk full", **fields)


@pytest.mark.parametrize(
    ("fields", "verdict", "rule"),
    [
        ({"severity": "Critical"}, Verdict.ALWAYS, "critical severity"),
        ({"severity": "SEV2"}, Verdict.ALWAYS, "high severity"),
        ({"severity": "Sev 1 - critical"}, Verdict.ALWAYS, "critical severity"),
        ({"severity": "Severity-3"}, Verdict.CONSIDER, "medium severity"),
        ({"severity": "non-critical"}, Verdict.CONSIDER, "no rule holds"),
        ({"severity": "low", "flags": {Flag.REGULATORY}}, Verdict.ALWAYS, "regulatory notification"),
        ({"severity": "low", "flags": {Flag.EXTERNAL, Flag.ROUTINE}, **REASON}, Verdict.ALWAYS, "external impact"),
        ({"flags": {Flag.SYSTEMIC}}, Verdict.ALWAYS, "systemic issue"),
        ({"flags": {Flag.NOVEL}}, Verdict.ALWAYS, "novel type"),
        ({"severity": "high", "covered_by": "INC-0", **REASON}, Verdict.ALWAYS, "high severity"),
        ({"severity": "medium"}, Verdict.CONSIDER, "medium severity"),
        ({"flags": {Flag.NEAR_MISS}}, Verdict.CONSIDER, "near miss"),
        ({"severity": "low", "flags": {Flag.LEARNING}}, Verdict.CONSIDER, "learning potential"),
        ({"flags": {Flag.REQUESTED}}, Verdict.CONSIDER, "requested"),
        ({"severity": "low", "flags": {Flag.ROUTINE}, **REASON}, Verdict.SKIP, "low and routine"),
        ({"severity": "medium", "covered_by": "INC-0", **REASON}, Verdict.SKIP, "covered by a recent one"),
        ({"severity": "low"}, Verdict.CONSIDER, "no rule holds"),
        ({}, Verdict.CONSIDER, "no rule holds"),
    ],
)
def test_the_guide_decides(fields, verdict, rule):
    decision = decide(incident(**{**fields, "flags": frozenset(fields.get("flags", ()))}))
    assert (decision.verdict, decision.rule, decision.lacks) == (verdict, rule, "")


def test_what_may_be_skipped_is_only_once_the_reason_is_recorded():
    decision = decide(incident(severity="low", flags=frozenset({Flag.ROUTINE})))
    assert (decision.verdict, decision.rule) == (Verdict.CONSIDER, "low and routine")
    assert "skip_reason" in decision.lacks


def test_own_rules_stand_in_place_of_the_guides():
    rules = [Rule("payments", Verdict.ALWAYS, (("service", ("pay*",)),)), Rule("the rest", Verdict.SKIP)]
    assert decide(incident(service="Payments"), rules).rule == "payments"
    assert decide(incident(severity="critical", **REASON), rules).verdict is Verdict.SKIP
    assert decide(incident(causes=("config",)), [Rule("c", Verdict.ALWAYS, (("cause", ("config",)),))]).rule == "c"


def test_what_always_asks_for_one_comes_before_what_may_be_skipped():
    order = [rule.then for rule in GUIDE]
    assert order == sorted(order, key=[Verdict.ALWAYS, Verdict.SKIP, Verdict.CONSIDER].index)


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [("INC-12", "inc 12", True), ("#INC-12", "INC-12", True), ("INC-1", "INC-12", False), ("", "-", False)],
)
def test_incidents_are_called_as_people_write_them(one, other, are):
    assert same(one, other) is are


def test_an_instant_of_closure_is_a_day_where_people_are():
    from zoneinfo import ZoneInfo

    from connector.core.incidents import day_closed

    late = incident(closed=datetime(2026, 11, 2, 23, 30, tzinfo=UTC))
    assert str(day_closed(late, ZoneInfo("Europe/Berlin"))) == "2026-11-03"
    assert day_closed(incident(), UTC) is None
