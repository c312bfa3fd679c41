"""What linting finds: the guide's own examples of good and bad items, and what it says of whole post-mortems."""

from datetime import date

import pytest

from connector.core.model import ActionItem, Hold, PostMortem, Status
from connector.core.quality import RULES, Examined, Level, Policy, judge

GOOD = {"owner": "Dana", "owners": ("Dana",), "due": date(2026, 12, 1)}


def item(action, line=3, **fields):
    return ActionItem(action, line, **{**GOOD, **fields})


def found(*items, policy=None, text="", **fields):
    document = Examined("a.md", PostMortem("t", items=items, **fields), text)
    return judge([document], policy or Policy())


def rules(*items, **fields):
    return {finding.rule for finding in found(*items, **fields)}


@pytest.mark.parametrize(
    "action",
    [
        "Implement alerting for model accuracy below 85%",
        "Add input validation for the quantity field",
        "Update runbook section 3.4 to include the failover procedure",
        "Investigate the timeouts until the cause is named in the ticket",
        "Reduce the pool size from 80 to 20",
        "Improve retries by adding jitter",
        "Train the on-call team on the `failover` command",
        "Review which hosts still use TLS 1.0",
        "Handle null values in the ImportJob",
        "Fix the flaky login test in the nightly build",
    ],
)
def test_a_good_item_is_left_alone(action):
    assert rules(item(action)) == set()


@pytest.mark.parametrize(
    ("action", "asked"),
    [
        ("Be more careful", "asks people to be different"),
        ("Be extra careful with migrations", "asks people to be different"),
        ("Everyone should pay closer attention to alerts", "asks people to be different"),
        ("Make sure this never happens again", "asks people to be different"),
        ("Improve monitoring", "name the signal and the value"),
        ("Improve alerting around queues", "name the signal and the value"),
        ("Train people better", "name who learns what"),
        ("Strengthen the review process", "name the step that changes"),
        ("Better documentation", "name the document and what it lacks"),
        ("Increase test coverage", "name the case that a test has to cover"),
        ("Reduce latency", "name the measure and the value"),
        ("Fix the service", "name the alert, check, document or change"),
    ],
)
def test_a_vague_item_is_named_with_what_it_lacks(action, asked):
    (finding,) = found(item(action))
    assert (finding.rule, finding.level, finding.line) == ("specific", Level.WARNING, 3)
    assert asked in finding.message


@pytest.mark.parametrize("action", ["Look into the cache", "Consider sharding", "Monitor the new pool for a while"])
def test_what_has_no_end_is_named(action):
    (finding,) = found(item(action))
    assert finding.rule == "measurable"
    assert "has no end that could be verified" in finding.message


@pytest.mark.parametrize(
    "action",
    [
        "Investigate why the lock was held",
        "Evaluate sharding and write a proposal",
        "Look into the cache and file tickets",
    ],
)
def test_a_question_or_a_result_is_an_end(action):
    assert rules(item(action)) == set()


def test_owners_and_due_dates_are_asked_for():
    action = "Add input validation for the quantity field"
    assert rules(item(action, owner=None, owners=(), due=None)) == {"assigned", "time-bound"}
    assert rules(item(action, owner="A, B", owners=("A", "B"))) == {"assigned"}
    assert rules(item(action, owner="the team", owners=("the team",))) == {"assigned"}
    assert rules(item(action, due=None, due_text="soon")) == {"time-bound"}


def test_a_link_to_a_ticket_has_owner_and_day_there():
    url = "https://jira.example.com/browse/OPS-1"
    assert rules(item(url, owner=None, owners=(), due=None, refs=(url,))) == set()


def test_what_is_closed_is_not_judged_and_what_cannot_be_read_is_told_alone():
    assert rules(item("Be more careful", status=Status.DONE)) == set()
    held = found(item("Be more careful", problems=("two due dates",)), holds=(Hold("prose", line=9, subject="x"),))
    assert [(each.rule, each.level, each.message) for each in held] == [
        ("readable", Level.ERROR, "two due dates"),
        ("readable", Level.ERROR, "prose"),
    ]


def test_a_day_beyond_what_its_priority_allows_is_named():
    policy = Policy(due_days={"critical": 14})
    late = item("Add a limit to the queue", priority="Critical", due=date(2026, 12, 1))
    (finding,) = found(late, policy=policy, held_on=date(2026, 11, 10))
    assert finding.rule == "due-by-priority"
    assert (
        "is due 21 days after the post-mortem, and 'Critical' allows 14: bring it forward to 2026-11-24"
        in finding.message
    )
    assert rules(late, policy=policy, held_on=date(2026, 11, 17)) == set()
    assert rules(late, policy=policy) == set()
    assert rules(late, held_on=date(2026, 1, 1)) == set()


SOFT = (item("Add an alert for queue length above 100"), item("Update the runbook with the restart of node 4"))
HARD = item("Validate the feature schema before a model is deployed")


def test_a_critical_post_mortem_needs_an_action_that_prevents():
    assert rules(*SOFT, severity="Critical") == {"preventive"}
    assert rules(severity="SEV1") == {"preventive"}
    assert rules(*SOFT, HARD, severity="Critical") == set()
    assert rules(*SOFT, item("Alert on drift", section="Prevention"), severity="Critical") == set()


def test_any_other_is_asked_where_all_of_several_only_soften():
    assert rules(*SOFT, severity="Medium") == {"only-mitigations"}
    assert rules(SOFT[0], severity="Medium") == set()
    assert rules(*SOFT, HARD) == set()
    assert rules(item("Do what X does", section="Detection"), item("Swap Y for Z", section="Mitigation")) == {
        "only-mitigations"
    }


@pytest.mark.parametrize(
    "line",
    [
        "The root cause was human error.",
        "The engineer forgot to restart the job.",
        "They should have noticed the alert.",
        "A careless change took it down.",
        "It was his mistake.",
        "The vendor is to blame.",
    ],
)
def test_blame_gets_a_gentle_note(line):
    (finding,) = found(text=f"# Outage\n\n{line}\n")
    assert (finding.rule, finding.level, finding.line) == ("blameless", Level.NOTE, 3)


@pytest.mark.parametrize(
    "line",
    [
        "Blameless: we are here to improve systems, not to assign blame",
        "The service failed to start, and the page fault counter rose.",
        "Operators had no way to see the error.",
        "The alert should have fired at 10:05.",
        "We use git blame to find the commit.",
    ],
)
def test_words_about_systems_and_ground_rules_are_no_blame(line):
    assert rules(text=line) == set()


def test_blame_is_noted_so_often_and_no_more():
    assert len(found(text="Human error.\n" * 100)) == 20


def pair(first, second, **fields):
    one = Examined("a.md", PostMortem("a", items=(item(first, 4),)))
    two = Examined("b.md", PostMortem("b", items=(item(second, 7, **fields),)))
    return judge([one, two], Policy())


def test_what_two_post_mortems_ask_for_is_named_at_the_later_one():
    (finding,) = pair("Add an alert for queue length above 100", "Add an alert for a queue length above 100")
    assert (finding.rule, finding.path, finding.line) == ("duplicate", "b.md", 7)
    assert "asks for what a.md:4 does" in finding.message
    assert pair("Add an alert for queue length above 100", "Add an alert for disk usage above 90 %") == []


def test_actions_that_name_one_ticket_or_are_closed_are_no_duplicates():
    text = "Add an alert for queue length above 100"
    shared = ("OPS-1",)
    one = Examined("a.md", PostMortem("a", items=(item(text, 4, refs=shared),)))
    two = Examined("b.md", PostMortem("b", items=(item(text, 7, refs=shared),)))
    assert judge([one, two], Policy()) == []
    assert pair(text, text, status=Status.DONE) == []


def test_the_policy_switches_rules_and_knows_words_of_the_house():
    vague = item("Synergise the platform")
    assert rules(vague) == set()
    assert rules(vague, policy=Policy(vague=("synergise",))) == {"specific"}
    assert rules(item("Improve monitoring"), policy=Policy(levels={"specific": Level.OFF})) == set()
    (finding,) = found(item("Improve monitoring"), policy=Policy(levels={"specific": Level.ERROR}))
    assert finding.level is Level.ERROR
    assert rules(text="The cowboy deploy", policy=Policy(blaming=("cowboy",))) == {"blameless"}


def test_findings_stand_in_the_order_of_the_document_and_every_rule_says_what_it_wants():
    several = found(item("Be more careful", 9, owner=None, owners=()), item("Improve monitoring", 5))
    assert [(each.line, each.rule) for each in several][:3] == [(5, "specific"), (9, "specific"), (9, "assigned")]
    assert all(rule.says.endswith(".") for rule in RULES.values())
