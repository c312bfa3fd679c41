"""Whole documents in the styles of different organisations: what a careful reader would file."""

from datetime import date

import pytest

from connector.core.model import ActionItem, PostMortem, Status
from connector.parsing import ParseOptions, parse


def read(text: str, name: str = "incident.md", *, order: str | None = None) -> PostMortem:
    return parse(text.encode(), name, options=ParseOptions(order))


def items(text: str, name: str = "incident.md") -> list[ActionItem]:
    return list(read(text, name).items)


def actions(text: str, name: str = "incident.md") -> list[str]:
    return [item.action for item in items(text, name)]


def test_a_table_with_types_and_bugs_takes_the_status_from_the_bug_column() -> None:
    found = items("""# Search outage
| Action Item | Type | Owner | Bug |
|---|---|---|---|
| Update the playbook | mitigate | jen | n/a **DONE** |
| Balance load | prevent | mart | Bug 5554823 **TODO** |
""")
    assert [(item.action, item.owner, item.status, item.refs) for item in found] == [
        ("Update the playbook", "jen", Status.DONE, ()),
        ("Balance load", "mart", Status.OPEN, ("Bug 5554823",)),
    ]


def test_columns_come_in_any_order_and_in_other_languages() -> None:
    post_mortem = read("""# Störung
**Datum:** 4.3.2026
**Teilnehmer:** Jana Holm, Piet Müller
## Maßnahmen
| Frist | Verantwortlich | Nr. | Status | Maßnahme |
|---|---|---|---|---|
| 15.03.2026 | Jana Holm | 1 | offen | Alarm einrichten |
| Ende März | Piet Müller & Jana Holm | 2 | erledigt | Runbook ergänzen |
| | | 3 | | |
""")
    assert post_mortem.attendees == ("Jana Holm", "Piet Müller")
    assert [(item.action, item.owners, item.due, item.status, item.line) for item in post_mortem.items] == [
        ("Alarm einrichten", ("Jana Holm",), date(2026, 3, 15), Status.OPEN, 7),
        ("Runbook ergänzen", ("Piet Müller", "Jana Holm"), date(2026, 3, 31), Status.DONE, 8),
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "Action items", "ACTIONS", "3. Action Items & Follow-ups", "Follow-up tasks", "Next steps", "TODO", "Remediation",
        "Corrective and preventive measures", "Prevention", "Improvements", "Actionables", "Review actions",
        "What will we do?", "🛠 Short-term action items (owner in brackets)", "Action items for the search team", "To-dos",
        "Maßnahmen", "Nächste Schritte", "Plan d'action", "Prochaines étapes", "Próximos pasos", "Acciones correctivas",
        "Próximos passos", "Itens de ação", "Actiepunten", "Vervolgstappen", "Aksjonspunkter", "Tiltak", "Åtgärder",
        "Nästa steg", "Handlingspunkter", "Azioni correttive", "Prossimi passi", "Działania naprawcze", "再発防止策",
    ],
)  # fmt: skip
def test_headings_in_the_words_teams_use_open_an_action_section(heading: str) -> None:
    assert actions(f"# Outage\n## {heading}\n- Add a check\n## Timeline\n- it broke\n") == ["Add a check"]


@pytest.mark.parametrize(
    "heading",
    [
        "Actions taken",
        "Timeline",
        "Lessons learned",
        "What could be improved",
        "Next steps for customers",
        "References",
        "Root cause",
    ],
)
def test_other_headings_hold_no_items(heading: str) -> None:
    assert actions(f"# Outage\n## {heading}\n- Restart the pods\n- Add a check\n") == []


def test_labels_are_headings_whether_bold_plain_or_in_a_bullet() -> None:
    assert actions("# O\n\n**Action items**\n\n- Add a check\n\n**Timeline**\n\n- it broke\n") == ["Add a check"]
    assert actions("# O\n\nAction items:\n\n- Add a check\n") == ["Add a check"]
    assert actions("# O\n\n- **Impact**: none\n- **Review actions**:\n  - Add a check\n- **Cause**: bug\n") == [
        "Add a check"
    ]
    assert actions("# O\n\n- Action item: Add a check\n") == ["Add a check"]


def test_sub_headings_and_labels_sort_items() -> None:
    found = items("""# O
## Action items
### Detection
- Add a probe
### Done
- Raise the limit

**Long term**

- Split the monolith
## Glossary
- SLO: objective
""")
    assert [(item.action, item.section, item.status) for item in found] == [
        ("Add a probe", "Detection", None),
        ("Raise the limit", "Done", Status.DONE),
        ("Split the monolith", "Long term", None),
    ]


def test_a_sub_heading_with_fields_below_it_is_the_item() -> None:
    (first, second) = items("""# O
## Follow-up actions
### AI-1: Add canary analysis
- **Owner:** Maria Silva
- **Due:** 2026-05-20
- **Status:** In progress
### AI-2: Document rollback
Owner: @tom
""")
    assert (first.action, first.owner, first.due, first.status) == (
        "Add canary analysis", "Maria Silva", date(2026, 5, 20), Status.IN_PROGRESS
    )  # fmt: skip
    assert (second.action, second.owner) == ("Document rollback", "tom")


def test_nested_entries_are_items_below_a_label_and_details_below_a_task() -> None:
    found = items("""# O
## Actions
- **Prevention**
  - [ ] Add rate limits
  - [x] Remove stale config
- Improve the docs:
  - covering restore
  - covering failover
- Fix the pool
  - Owner: Ann
  - Due: 2026-05-01
  - Ticket: https://github.com/a/b/issues/3
""")
    assert [(item.action, item.section, item.status) for item in found] == [
        ("Add rate limits", "Prevention", Status.OPEN),
        ("Remove stale config", "Prevention", Status.DONE),
        ("Improve the docs", None, None),
        ("Fix the pool", None, None),
    ]
    assert (found[3].owner, found[3].due, found[3].refs) == (
        "Ann",
        date(2026, 5, 1),
        ("https://github.com/a/b/issues/3",),
    )


def test_fields_on_lines_of_their_own_belong_to_the_entry_before() -> None:
    (item,) = items("# O\n## Actions\n- Action: Fix the pool\n- Owner: Ann\n- Due: 2026-05-01\n- Status: done\n")
    assert (item.action, item.owner, item.due, item.status) == ("Fix the pool", "Ann", date(2026, 5, 1), Status.DONE)


def test_bare_lines_and_paragraphs_are_items_where_they_read_as_orders() -> None:
    assert actions("# O\n## Action items\nAdd an alert\nFix it https://github.com/a/b/issues/9\nDocument the failover\n") == [
        "Add an alert", "Fix it", "Document the failover"
    ]  # fmt: skip
    assert actions("# O\n## Action items\nLimit memory of build pods. (https://github.com/a/b/pull/1)\n") == [
        "Limit memory of build pods."
    ]


def test_prose_in_an_action_section_is_a_hold_with_its_line_and_not_an_item() -> None:
    post_mortem = read(
        "# O\n\n## Next actions\n\n- Add a check\n\n## Action items\n\nWe fixed the bug in https://github.com/a/b/pull/3.\n"
    )
    assert [item.action for item in post_mortem.items] == ["Add a check"]
    assert [(hold.line, "prose" in hold.reason) for hold in post_mortem.holds] == [(9, True)]


def test_a_table_without_an_action_column_is_a_hold() -> None:
    post_mortem = read("# O\n## Action items\n| Region | Size |\n|---|---|\n| eu | 3 |\n")
    assert post_mortem.items == ()
    assert "Region, Size" in post_mortem.holds[0].reason


@pytest.mark.parametrize(
    "text",
    [
        "None",
        "N/A",
        "No action items were identified.",
        "- None at this time.",
        "- TBD",
        "- n/a",
        "TODO",
        "- [ ]",
        "- ...",
    ],
)
def test_nothing_is_neither_an_item_nor_a_hold(text: str) -> None:
    post_mortem = read(f"# O\n## Action items\n{text}\n")
    assert (post_mortem.items, post_mortem.holds) == ((), ())


def test_introductions_are_not_items() -> None:
    assert actions("# O\n## Next steps\nWe've agreed to the following next steps:\n\n1. Add a check\n") == [
        "Add a check"
    ]


def test_measures_count_only_where_no_action_items_are() -> None:
    text = "# O\n## Improvements\n- Add a dashboard\n"
    assert actions(text) == ["Add a dashboard"]
    assert actions(text + "## Action items\n- Fix the pool\n") == ["Fix the pool"]


def test_a_list_of_what_was_done_is_done_and_under_a_weak_heading_no_list_of_items() -> None:
    text = "- Removed the access\n- Updated the policy\n"
    assert [item.status for item in items(f"# O\n## Action items\n{text}")] == [Status.DONE, Status.DONE]
    assert items(f"# O\n## Remediation\n{text}") == []


def test_a_ticket_that_was_created_is_not_done() -> None:
    found = items(
        "# O\n## Actions\n- Created a [ticket](https://github.com/a/b/issues/1) to move\n- Updated the docs\n"
    )
    assert [item.status for item in found] == [None, None]


def test_the_table_wins_over_the_same_items_in_prose() -> None:
    found = items("""# O
## Follow-ups
1. Add pod anti-affinity to the deployment
2. Write a runbook

## Action Items
| Priority | Action | Owner |
|---|---|---|
| High | Add pod anti-affinity to the deployment. | ann |
""")
    assert [(item.action, item.owner) for item in found] == [
        ("Write a runbook", None), ("Add pod anti-affinity to the deployment.", "ann")
    ]  # fmt: skip


def test_tables_elsewhere_count_if_they_are_about_actions_and_not_about_times() -> None:
    assert actions("# O\n\n| Task | Owner | Due |\n|---|---|---|\n| Fix it | Ann | 2026-05-01 |\n") == ["Fix it"]
    assert actions("# O\n\n| Time | Action | Owner |\n|---|---|---|\n| 10:00 | Restarted | Ann |\n") == []
    assert actions("# O\n## Response\n\n| Action | Owner |\n|---|---|\n| Restarted | Ann |\n") == []


def test_a_table_going_down_is_one_item() -> None:
    (item,) = items("# O\n## Actions\n| Action | Fix it |\n|---|---|\n| Owner | Ann |\n| Due | 2026-05-01 |\n")
    assert (item.action, item.owner, item.due) == ("Fix it", "Ann", date(2026, 5, 1))


def test_placeholder_rows_between_real_rows_are_left_out() -> None:
    found = items("""# O
## Action items
| Action | Owner | Due |
|---|---|---|
| [Specific action] | [Name] | [Date] |
| Fix the pool | [Name] | [Date] |
| ... another item | ?? | |
| Action 2 | Alice | |
| {{ summary }} | | |
""")
    assert [(item.action, item.owner, item.due_text) for item in found] == [("Fix the pool", None, None)]


def test_wiki_headings_in_a_text_export_are_headings() -> None:
    text = "== Timeline ==\n\n* it broke\n\n=== Actionables ===\n\n* Create a dashboard (T123456)\n* [[phab:T654321]] Fix the threshold\n"
    found = items(text, "incident.txt")
    assert [(item.action, item.refs) for item in found] == [
        ("Create a dashboard", ("T123456",)), ("Fix the threshold", ("phab:T654321",))
    ]  # fmt: skip


def test_an_export_without_headings_ends_in_its_follow_ups() -> None:
    text = "Mail flood\n\n• 10:00 banners go up\n• The alerts should be smarter.\n• Try the proxy: T199382\n• Throttle mail before this happens: T161567\n"
    assert actions(text, "mail.txt") == ["Try the proxy", "Throttle mail before this happens"]


def test_a_confluence_task_has_who_and_when_in_its_markup() -> None:
    text = """<h2>Action items</h2><ac:task-list><ac:task><ac:task-status>incomplete</ac:task-status><ac:task-body>
    Fix pool <ac:link><ri:user ri:account-id="abc"/></ac:link> <time datetime="2026-04-01"/></ac:task-body></ac:task></ac:task-list>"""
    (item,) = items(text, "page.xml")
    assert (item.action, item.owner, item.due, item.status) == ("Fix pool", "abc", date(2026, 4, 1), Status.OPEN)


def test_marked_lines_count_anywhere() -> None:
    assert actions("# O\n## Timeline\n### 15:00\nIt broke.\n\n[Action Item] give failures\ntheir own label.\n") == [
        "give failures their own label."
    ]


def test_raw_html_tables_in_markdown_are_read() -> None:
    text = "# O\n## Action items\n<table>\n<tr><th>Task</th><th>Owner</th></tr>\n\n<tr><td>Fix <b>it</b></td><td>Ann</td></tr>\n</table>\n"
    assert [(item.action, item.owner) for item in items(text)] == [("Fix it", "Ann")]


def test_a_line_glued_to_a_table_is_no_row() -> None:
    assert actions(
        "# O\n## Actions\n| Action | Owner |\n|---|---|\n| Fix it | Ann |\nNo detailed post-mortem required because: small\n"
    ) == ["Fix it"]
