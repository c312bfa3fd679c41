"""One entry of an action list: owner, due date, status, priority and references in the places people put them."""

from datetime import date

import pytest

from connector.core.model import ActionItem, Status
from connector.parsing import ParseOptions, parse

HEADER = "# O\nDate: 2026-03-04\nAttendees: Ana Costa, Bob Ray\n\n## Action items\n"


def entry(text: str, *, order: str | None = None) -> ActionItem:
    (item,) = parse(f"{HEADER}- {text}\n".encode(), "x.md", options=ParseOptions(order)).items
    return item


def row(header: str, cells: str, *, order: str | None = None) -> ActionItem:
    rule = "|".join("---" for _ in header.split("|"))
    text = f"{HEADER}\n| {header} |\n|{rule}|\n| {cells} |\n"
    (item,) = parse(text.encode(), "x.md", options=ParseOptions(order)).items
    return item


@pytest.mark.parametrize(
    ("text", "action", "owner"),
    [
        ("[garndt?] more clarity", "more clarity", "garndt?"),
        ("(tc team) add monitoring", "add monitoring", "tc team"),
        ("@jane: add tests", "add tests", "jane"),
        ("@jane add tests", "add tests", "jane"),
        ("Add tests - @jane", "Add tests", "jane"),
        ("Add tests (@jane, @joe)", "Add tests", "jane, joe"),
        ("Add tests (Ana Costa)", "Add tests", "Ana Costa"),
        ("Add tests — Bob Ray", "Add tests", "Bob Ray"),
        ("Bob Ray: add tests", "add tests", "Bob Ray"),
        ("Add tests (owner: Kim)", "Add tests", "Kim"),
        ("Add tests. Owner: Kim Lee. Due: 2026-05-01", "Add tests.", "Kim Lee"),
        ("Add tests, assigned to Kim", "Add tests", "Kim"),
        ("Assigned to Kim: add tests", "add tests", "Kim"),
        ("Responsable : Zoé Petit — Ajouter un test", "Ajouter un test", "Zoé Petit"),
        ("Ed to create docs", "Ed to create docs", "Ed"),
        ("Ed and Caroline to write a list", "Ed and Caroline to write a list", "Ed and Caroline"),
        ("Hypha will run the suite", "Hypha will run the suite", "Hypha"),
        ("SRE team will review thresholds", "SRE team will review thresholds", "SRE team"),
        ("Add tests for `x` @ 5 %", "Add tests for x @ 5 %", None),
        ("Monitoring to detect stuck jobs", "Monitoring to detect stuck jobs", None),
        ("Dashboard to show errors", "Dashboard to show errors", None),
        ("We will add tests", "We will add tests", None),
        ("Need to add tests", "Need to add tests", None),
        ("Add tests (pg_dump)", "Add tests (pg_dump)", None),
        ("Fix the pipeline: add tests", "Fix the pipeline: add tests", None),
        ("Add tests - Owner: [Name]", "Add tests", None),
        ("Add tests (owner: TBD)", "Add tests", None),
        ("Detection: add a probe", "Detection: add a probe", None),
    ],
)
def test_owners_stand_in_brackets_handles_labels_and_clear_sentences(text: str, action: str, owner: str | None) -> None:
    item = entry(text)
    assert (item.action, item.owner) == (action, owner)


def test_the_first_words_name_an_owner_that_other_items_confirm() -> None:
    text = f"{HEADER}- ICL to build the release\n- ICL check the tests\n- ICL: verify\n- DNS check fails\n"
    assert [item.owner for item in parse(text.encode(), "x.md").items] == ["ICL", "ICL", "ICL", None]


@pytest.mark.parametrize(
    ("cell", "owner", "owners"),
    [
        ("Ann", "Ann", ("Ann",)),
        ("**@ann**", "ann", ("ann",)),
        ("[@ann](https://github.com/ann)", "ann", ("ann",)),
        ("Ann, Bo & Cy", "Ann, Bo & Cy", ("Ann", "Bo", "Cy")),
        ("Ann / Bo", "Ann / Bo", ("Ann", "Bo")),
        ("Sandy und Kim", "Sandy und Kim", ("Sandy", "Kim")),
        ("ann@example.org", "ann@example.org", ("ann@example.org",)),
        ("~~Ann~~ Bo", "Bo", ("Bo",)),
        ("???", None, ()), ("TBD", None, ()), ("-", None, ()), ("unassigned", None, ()), ("[Name]", None, ()), ("", None, ()),
    ],
)  # fmt: skip
def test_an_owner_cell_is_cleaned_and_split(cell: str, owner: str | None, owners: tuple[str, ...]) -> None:
    item = row("Action | Owner", f"Fix it | {cell}")
    assert (item.owner, item.owners) == (owner, owners)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Add tests by 2026-04-01", date(2026, 4, 1)),
        ("Add tests until end of March", date(2026, 3, 31)),
        ("Add tests (due: 2026-04-01)", date(2026, 4, 1)),
        ("Add tests (2026-04-01)", date(2026, 4, 1)),
        ("Add tests [by 4 April]", date(2026, 4, 4)),
        ("Add tests - 2026-04-01", date(2026, 4, 1)),
        ("2026-04-01: add tests", date(2026, 4, 1)),
        ("Add tests. Deadline: 4 April 2026", date(2026, 4, 4)),
        ("Add tests (carry-over from 2026-02-22)", None),
        ("Add tests for the outage of 2026-02-22", None),
        ("Cull nodes older than 3-5 days?", None),
    ],
)
def test_due_dates_in_an_entry(text: str, due: date | None) -> None:
    item = entry(text)
    assert (item.due, item.problems) == (due, ())


def test_vague_words_are_kept_as_they_are_without_a_problem() -> None:
    assert [(item.due, item.due_text, item.problems) for item in (entry("Start a runbook in H1"), row("Action | Due", "Fix | soonish"))] == [
        (None, "in H1", ()), (None, "soonish", ())
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("03/04/2026", "could be 3 April 2026 or 4 March 2026"),
        ("31/02/2026", "31 February 2026 does not exist"),
        ("2026-03-04 or 2026-04-05", "names 2 dates"),
        ("Wednesday Mar 5", "is a Thursday"),
    ],
)
def test_a_date_that_cannot_be_read_for_sure_is_a_problem_of_its_item(cell: str, words: str) -> None:
    item = row("Action | Due", f"Fix it | {cell}")
    assert (item.due, item.due_text) == (None, cell)
    assert words in item.problems[0]


def test_the_configured_order_settles_numeric_dates() -> None:
    assert row("Action | Due", "Fix it | 03/04/2026", order="DMY").due == date(2026, 4, 3)
    assert row("Action | Due", "Fix it | 03/04/2026", order="MDY").due == date(2026, 3, 4)


def test_a_relative_date_counts_from_the_day_of_the_review() -> None:
    text = "# O\nIncident date: 2026-03-01\nPost-mortem date: 2026-03-04\n## Actions\n- Add tests (due: in two weeks)\n"
    assert parse(text.encode(), "x.md").items[0].due == date(2026, 3, 18)


def test_two_due_dates_in_one_entry_are_a_problem() -> None:
    assert "two due dates" in entry("Add tests by 2026-04-01 (due: 2026-05-01)").problems[0]


def test_a_struck_date_was_replaced_by_the_one_beside_it() -> None:
    assert row("Action | Due", "Fix it | ~~2026-03-01~~ 2026-04-01").due == date(2026, 4, 1)


@pytest.mark.parametrize(
    ("text", "action", "status"),
    [
        ("[ ] Add tests", "Add tests", Status.OPEN),
        ("[x] Add tests", "Add tests", Status.DONE),
        ("☑ Add tests", "Add tests", Status.DONE),
        ("✅ Add tests", "Add tests", Status.DONE),
        ("Add tests ✅", "Add tests", Status.DONE),
        ("🚧 Add tests", "Add tests", Status.IN_PROGRESS),
        ("Add tests - done", "Add tests", Status.DONE),
        ("Add tests. DONE in [PR #5](https://github.com/a/b/pull/5)", "Add tests.", Status.DONE),
        ("Add tests (completed 2026-01-02)", "Add tests", Status.DONE),
        ("[WIP] add tests", "add tests", Status.IN_PROGRESS),
        ("Add tests (cancelled)", "Add tests", Status.WONT_DO),
        ("[ ] ~~Add tests~~ won't do", "Add tests", Status.WONT_DO),
        ("~~Add tests~~", "Add tests", Status.DONE),
        ("~~Add the tests~~ **Done 2026-05-22** — see `x.md`", "Add the tests", Status.DONE),
        ("Add tests. Status: Open", "Add tests.", Status.OPEN),
        ("Alert when the deploy is done", "Alert when the deploy is done", None),
        ("Alert on CPU (monitoring done in grafana)", "Alert on CPU (monitoring done in grafana)", None),
        ("Add tests", "Add tests", None),
    ],
)
def test_done_marks(text: str, action: str, status: Status | None) -> None:
    item = entry(text)
    assert (item.action, item.status) == (action, status)


@pytest.mark.parametrize(
    ("cell", "status"),
    [("Done", Status.DONE), ("✅", Status.DONE), ("In progress (50%)", Status.IN_PROGRESS), ("100 %", Status.DONE), ("Not started", Status.OPEN),
     ("Won't fix", Status.WONT_DO), ("Not done", Status.OPEN), ("erledigt", Status.DONE), ("en cours", Status.IN_PROGRESS), ("", None)],
)  # fmt: skip
def test_a_status_cell(cell: str, status: Status | None) -> None:
    assert row("Action | Status", f"Fix it | {cell}").status == status


@pytest.mark.parametrize(
    ("text", "action", "refs"),
    [
        ("Add tests ([#12](https://github.com/a/b/issues/12))", "Add tests", ("https://github.com/a/b/issues/12",)),
        (
            "Add tests - [jira](https://x.atlassian.net/browse/A-1)",
            "Add tests",
            ("https://x.atlassian.net/browse/A-1",),
        ),
        (
            "[bug 153](https://bugs.example/show_bug.cgi?id=153) Add tests",
            "Add tests",
            ("https://bugs.example/show_bug.cgi?id=153",),
        ),
        ("Add tests (OPS-12)", "Add tests", ("OPS-12",)),
        ("Add tests, tracked in OPS-12 and OPS-13", "Add tests", ("OPS-12", "OPS-13")),
        ("Add tests: phab:T161567", "Add tests", ("phab:T161567",)),
        ("Add tests a/b#3", "Add tests", ("a/b#3",)),
        ("Fix the bug in OPS-12", "Fix the bug in OPS-12", ("OPS-12",)),
        ("https://github.com/a/b/issues/1", "https://github.com/a/b/issues/1", ("https://github.com/a/b/issues/1",)),
        ("Try [the operator](https://github.com/a/operator) first", "Try the operator first", ()),
        (
            "Alert in #high-priority-alerts for CVE-2025-1 and UTF-8",
            "Alert in #high-priority-alerts for CVE-2025-1 and UTF-8",
            (),
        ),
        (
            "This is an old issue ([issue](https://github.com/a/b/issues/6)).",
            "This is an old issue.",
            ("https://github.com/a/b/issues/6",),
        ),
    ],
)
def test_references_are_kept_and_leave_the_words_of_the_action(text: str, action: str, refs: tuple[str, ...]) -> None:
    item = entry(text)
    assert (item.action.rstrip("."), item.refs) == (action.rstrip("."), refs)


def test_a_ticket_column_gives_links_keys_and_numbers() -> None:
    assert row("Action | Ticket", "Fix it | [A-2](https://j.org/browse/A-2), [A-3](https://j.org/browse/A-3)").refs == (
        "https://j.org/browse/A-2", "https://j.org/browse/A-3"
    )  # fmt: skip
    assert row("Action | Bug", "Fix it | 12345").refs == ("12345",)
    assert row("Action | Ticket", "Fix it | new ticket").refs == ()


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("[P1] Add tests", "P1"),
        ("**[HIGH]** Add tests", "HIGH"),
        ("Add tests (Critical Priority)", "Critical Priority"),
    ],
)
def test_priorities_in_brackets(text: str, priority: str) -> None:
    item = entry(text)
    assert (item.priority, item.action) == (priority, "Add tests")


def test_everything_at_once() -> None:
    item = entry(
        "[ ] [P1] @kim: Upgrade **Kafka** to `3.7` ([OPS-1](https://x.atlassian.net/browse/OPS-1)) by 2026-05-05"
    )
    assert item == ActionItem(
        action="Upgrade Kafka to 3.7 by 2026-05-05", line=6, owner="kim", owners=("kim",), due=date(2026, 5, 5),
        due_text="2026-05-05", status=Status.OPEN, priority="P1", refs=("https://x.atlassian.net/browse/OPS-1",),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Add invariant check: `queue_jobs.status = DONE` without terminal delivery",
        "Alert when jobs.due = 2027-01-01 rows pile up",
        "Alert when Status = DONE rows pile up",
        "Read the config/owner: it is wrong",
    ],
)
def test_a_part_of_a_name_is_no_label(text: str) -> None:
    item = entry(text)
    assert (item.action, item.owner, item.due, item.status) == (text.replace("`", ""), None, None, None)


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("Resolved by PR #47: alarm, SNS→Slack bridge", Status.DONE),
        ("Open → done", Status.DONE),
        ("PR open", Status.IN_PROGRESS),
    ],
)
def test_an_arrow_in_words_behind_a_status_takes_nothing_back(cell: str, status: Status) -> None:
    assert row("Action | Status", f"Fix it | {cell}").status is status


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("Fix it (Bob Miller, Friday, 20 November)", "Bob Miller"),
        ("Fix it (Bob Miller, Friday, 20 November 2026)", "Bob Miller"),
        ("Fix it by Friday, November 20, 2026", None),
        ("Fix it. Owner: B. Miller. Due: 2026-11-20", "B. Miller"),
    ],
)
def test_a_comma_behind_a_weekday_and_a_point_behind_an_initial_part_nothing(text: str, owner: str | None) -> None:
    (item,) = parse(f"# X\n\nDate: 2026-11-02\n\n## Action items\n\n- {text}\n".encode(), "a.md").items
    assert (item.owner, item.due, item.problems) == (owner, date(2026, 11, 20), ())
