"""Documents of other organisations and languages: headings, columns and marks that were read too narrowly."""

from datetime import date

import pytest

from connector.core.model import ActionItem, Status
from connector.parsing import ParseOptions, parse


def items(text: str, name: str = "x.md") -> list[ActionItem]:
    return list(parse(text.encode(), name, options=ParseOptions()).items)


def actions(text: str, name: str = "x.md") -> list[str]:
    return [item.action for item in items(text, name)]


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        ("Mesures à prendre", "Mesure | Responsable | Échéance | État"),
        ("Maatregelen", "Maatregel | Verantwoordelijke | Streefdatum | Voortgang"),
        ("Medidas a tomar", "Medida | Responsable | Fecha límite | Estado"),
        ("再発防止策", "対策 | 担当者 | 期限 | 状況"),
    ],
)
def test_tables_of_measures_in_other_languages_are_read(heading, columns):
    (found,) = items(f"# X\n\n## {heading}\n\n| {columns} |\n|---|---|---|---|\n| Abc def | Ana | 2022-05-01 | x |\n")
    assert (found.action, found.owner, found.due) == ("Abc def", "Ana", date(2022, 5, 1))
    assert found.status is Status.DONE


def test_a_japanese_date_is_read():
    (found,) = items("# X\n\n## 対策\n\n| 対策 | 期限 |\n|---|---|\n| 監視を追加する | 2021年8月10日 |\n")
    assert found.due == date(2021, 8, 10)


def test_a_numbered_heading_without_heading_markup_opens_a_section():
    text = "1. Summary\n\nIt broke.\n\n2. Action items\n\n| Task | Owner |\n|---|---|\n| Add an alert | Ana |\n\n3. Timeline\n\n- 10:00 down\n"
    assert actions(text) == ["Add an alert"]


def test_a_question_that_asks_for_steps_being_taken_opens_a_section():
    text = (
        "# Report\n\n### 7. List of steps your organisation is taking to resolve the situation and ensure that such a situation "
        "will not be repeated in the future, accompanied with a timeline of when each step will be accomplished\n\n"
        "- Check the resolvers every hour\n- Rehearse the failover\n"
    )
    assert actions(text) == ["Check the resolvers every hour", "Rehearse the failover"]


def test_numbered_labels_in_front_of_bare_lines_are_items():
    text = "# X\n\n## Actions\n\nAction 1: Stage the signatures. Owner: SecOps.\n\nAction 2: Review the lists. Owner: Desktop.\n"
    assert [(item.action, item.owner) for item in items(text)] == [
        ("Stage the signatures.", "SecOps"),
        ("Review the lists.", "Desktop"),
    ]


@pytest.mark.parametrize(
    "heading", ["Things we discussed but won't do", "What we decided not to do", "Ideas that we rejected"]
)
def test_what_is_declined_is_no_item(heading):
    text = f"# X\n\n## Action items\n\n- Add an alert\n\n**{heading}**\n\n- Send from another domain\n"
    assert actions(text) == ["Add an alert"]


def test_what_will_not_happen_again_is_not_declined():
    assert actions("# X\n\n## How we ensure this will not happen again\n\n- Add an alert\n- Fix the probe\n") == [
        "Add an alert",
        "Fix the probe",
    ]


def test_a_bracket_behind_words_struck_through_is_a_note():
    (found,) = items(
        "# X\n\n## Action items\n\n- [ ] ~~Use the mirror~~ (decided against, as the guide in the wiki says)\n"
    )
    assert (found.action, found.status) == ("Use the mirror", Status.WONT_DO)


@pytest.mark.parametrize(
    ("entry", "ref"),
    [
        ("Add a check - acme/infra/delivery#2077", "acme/infra/delivery#2077"),
        ("Add a check (acme/infra!77)", "acme/infra!77"),
        ("Add a check {{phab|T255944}}", "T255944"),
        ("{{Bug|T255944}} Add a check", "T255944"),
        ("{{bug|12345}} Add a check", "bug 12345"),
    ],
)
def test_references_of_groups_and_wiki_templates_are_taken_off(entry, ref):
    (found,) = items(f"# X\n\n## Action items\n\n- {entry}\n")
    assert (found.action, found.refs) == ("Add a check", (ref,))


def test_target_is_a_label_where_a_day_follows():
    found = items("# X\n\n## Actions\n\n- Add a check. Target: 31/05/2019\n- Tune the job. Target: less than 5 s\n")
    assert [(item.action, item.due) for item in found] == [
        ("Add a check.", date(2019, 5, 31)),
        ("Tune the job. Target: less than 5 s", None),
    ]


def test_a_priority_over_a_list_is_the_priority_of_its_items():
    text = "# X\n\n## Action items\n\n**P0**\n\n- Add a check\n\n**P1**\n\n- Tune the job\n"
    assert [(item.action, item.priority) for item in items(text)] == [("Add a check", "P0"), ("Tune the job", "P1")]


@pytest.mark.parametrize(
    "heading",
    ["Actions to be taken", "Issues to follow up", "Action log", "Issues created", "What are the next steps?", "What happens next", "Ce que nous allons faire",
     "Improvement opportunities", "Steps to prevent similar incidents", "Follow-on items"],
)  # fmt: skip
def test_more_headings_open_a_section(heading):
    assert actions(f"# X\n\n## {heading}\n\n- Add an alert for the queue\n") == ["Add an alert for the queue"]


def test_fields_of_a_headed_item_may_share_one_line():
    text = "# X\n\n## Action items\n\n### 1. Add a check\n\n**Owner:** Ana · **Due:** 2021-02-26 · **Status:** In progress\n\nIt is missing.\n"
    (found,) = items(text)
    assert (found.action, found.owner, found.due, found.status) == (
        "Add a check", "Ana", date(2021, 2, 26), Status.IN_PROGRESS,
    )  # fmt: skip


def test_a_task_that_names_its_owner_stays_though_its_parts_have_boxes() -> None:
    found = items(
        "# Outage\n\nDate: 2026-11-20\n\n## Action items\n\n- [ ] Bump timeouts to 30s (@ola, in two weeks)\n"
        "  - [ ] for checkout\n  - [ ] for search\n- [ ] Rewrite the billing job\n  - [ ] Add tests\n  - [ ] Remove the cron entry\n"
    )
    assert [(item.action, item.owner, item.due) for item in found] == [
        ("Bump timeouts to 30s", "ola", date(2026, 12, 4)),
        ("Add tests", None, None),
        ("Remove the cron entry", None, None),
    ]


def test_a_plain_line_that_names_a_section_above_a_list_is_its_heading():
    text = "# X\n\n## What could have gone better?\n\nIt was slow.\n\nAction items\n\n- P1 Add a test\n- Review the roll-out\n\n### Process\n\nA form.\n"
    assert [(item.action, item.priority) for item in items(text)] == [
        ("Add a test", "P1"),
        ("Review the roll-out", None),
    ]
    assert actions("# X\n\n## Action items\n\n- Add a test\n\nTimeline\n\n- Check the mail\n") == [
        "Add a test",
        "Check the mail",
    ]
    assert actions("# X\n\nAction items\n\n- Add a test\n\nTimeline\n\n- Check the mail\n") == ["Add a test"]


@pytest.mark.parametrize(
    ("heading", "status"),
    [
        ("Immediate actions (completed)", Status.DONE),
        ("Short-term improvements (In progress - [tracked](https://example.com/7))", Status.IN_PROGRESS),
        ("Long-term work - done", Status.DONE),
        ("Long-term improvements (Q4 2025)", None),
    ],
)
def test_a_status_behind_a_heading_is_that_of_the_items_below_it(heading, status):
    (found,) = items(f"# X\n\n## Remediation\n\n### {heading}\n\n- Timeouts in the configuration\n")
    assert found.status is status


def test_a_bracket_in_front_that_names_nobody_is_no_owner():
    text = "# X\n\n## Next steps\n\n- (Already planned) Build a set of runbooks\n- [Monitoring] Add an alert\n- [ed] Write it up\n"
    assert [(item.owner, item.status) for item in items(text)] == [(None, Status.OPEN), (None, None), ("ed", None)]


def test_a_line_that_an_editor_broke_is_one_item():
    text = "# X\n\n## Action items\n\nAdd documentation on how the team can triage these issues through\naudit logs.\n"
    assert actions(text) == ["Add documentation on how the team can triage these issues through audit logs."]
    assert actions("# X\n\n## Action items\n\nAdd an alert\nfix the probe\n") == ["Add an alert", "fix the probe"]


def test_a_table_whose_lines_ran_together_is_held():
    text = (
        "# X\n\n## Action items\n\n| Action item | Owner | Notes | |---|---|---|\n| Build the gallery. |\n[@kim](https://example.com) ||\n"
        "Done | | Add a flag | @ana |\n"
    )
    parsed = parse(text.encode(), "x.md", options=ParseOptions())
    assert parsed.items == ()
    assert "lines are broken" in parsed.holds[0].reason


def test_a_table_whose_lines_ran_together_is_read_where_its_cells_come_out_even():
    text = (
        "# X\n\n## Action items\n\n| Action item | Owner | Notes | |---|---|---|\n| Build the gallery. |\n[@kim](https://example.com) ||"
        "\n| Add a\nflag | @ana | Done |\n"
    )
    found = [(item.action, item.owner, item.line) for item in parse(text.encode(), "x.md").items]
    assert found == [("Build the gallery.", "kim", 6), ("Add a flag", "ana", 8)]


def test_prose_on_what_should_be_done_is_told_below_follow_ups():
    text = "# X\n\n## Follow-up\n\nThe monitoring should notify more people. (filed last week)\n\nIt went well in the end.\n"
    (hold,) = parse(text.encode(), "x.md", options=ParseOptions()).holds
    assert hold.line == 5


def test_a_title_of_any_post_mortem_is_not_the_title_of_this_one():
    assert (
        parse(b"# Post-mortem\n\n## Outage of the shop\n\n## Action items\n", "x.md", options=ParseOptions()).title
        == "Outage of the shop"
    )
    assert (
        parse(b"# Post-mortem\n\n## Summary\n\nX\n", "2026-05-04_shop.md", options=ParseOptions()).title
        == "2026-05-04 shop"
    )
    assert parse(b"# Post-mortem\n\n## Summary\n\nX\n", "index.md", options=ParseOptions()).title == "Post-mortem"


def test_entries_whose_fields_stand_below_them_are_items_whatever_sorts_them():
    text = """# X

## Action items

- Review process
  - Add a second reviewer
    - Owner: Kim
    - Due: 2026-12-01
  - Require green checks
    - Owner: Ben
- Test coverage
  - Cover the retry path
    - Owner: Ana
    - Status: Done
"""
    assert [(item.action, item.owner, item.status) for item in items(text)] == [
        ("Add a second reviewer", "Kim", None),
        ("Require green checks", "Ben", None),
        ("Cover the retry path", "Ana", Status.DONE),
    ]


@pytest.mark.parametrize(
    ("line", "action", "owner"),
    [
        ("The identity team to add a second signer", "The identity team to add a second signer", "The identity team"),
        ("TODO(ana): remove the old flag", "remove the old flag", "ana"),
        ("Lower the timeout => @max", "Lower the timeout", "max"),
    ],
)
def test_owners_as_programmers_write_them(line, action, owner):
    (found,) = items(f"# X\n\n## Action items\n\n- {line}\n")
    assert (found.action, found.owner) == (action, owner)
