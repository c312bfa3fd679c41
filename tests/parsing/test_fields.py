"""What a post-mortem says about itself, the text of its sections, and documents that are templates."""

from datetime import date

import pytest

from connector.core.model import PostMortem
from connector.parsing import parse


def read(text: str, name: str = "incident.md") -> PostMortem:
    return parse(text.encode(), name)


def test_header_lines_fill_the_fields() -> None:
    found = read("""# Checkout down

Incident ID: INC-12
Date of Incident: 2 March 2026
Date of Post-Mortem: 2026-03-06
Severity: SEV2
Affected services: checkout
Facilitator: Dana Wu
Attendees: Ana Costa (SRE), Bob Ray (Product)
Status: Final
""")
    assert (found.title, found.incident, found.severity, found.service, found.status) == (
        "Checkout down", "INC-12", "SEV2", "checkout", "Final"
    )  # fmt: skip
    assert (found.incident_date, found.held_on) == (date(2026, 3, 2), date(2026, 3, 6))
    assert (found.facilitator, found.attendees) == ("Dana Wu", ("Ana Costa", "Bob Ray"))


@pytest.mark.parametrize(
    "text",
    [
        "---\ndate: 2026-03-02\n---\n# O\n",
        "+++\ndate = 2026-03-02\n+++\n# O\n",
        "# O\n\n**Date:** 2026-03-02\n",
        "# O\n\n- Date: 2026-03-02\n- Authors: x\n",
        "# O\n\n## Date\n2026-03-02\n",
        "# O\n\n| Field | Value |\n|---|---|\n| Date | 2 March 2026 |\n",
        "# O\n\n| Severity | P1 | Date | 2026-03-02 |\n|---|---|---|---|\n| Lead | Ann | Status | done |\n",
        "# 2026-03-02, the disk was full\n",
        "# Review\n\n- **Key events**\n  - First detected 2026-03-02 15:44\n",
        "# Störung\n\n**Datum:** 2.3.2026\n",
        "# Incident du 2 mars 2026\n",
    ],
)
def test_the_day_of_the_incident_is_found_where_teams_write_it(text: str) -> None:
    assert read(text).incident_date == date(2026, 3, 2)


def test_the_name_of_a_file_gives_the_day_where_nothing_else_does() -> None:
    assert read("# O\n", "postmortems/2026-03-02-search.md").incident_date == date(2026, 3, 2)


def test_an_ambiguous_date_in_the_header_is_left_out() -> None:
    assert read("# O\n\nDate: 03/04/2026\n").incident_date is None


@pytest.mark.parametrize("value", ["[Date]", "yyyy-mm-dd", "TBD", "{{ date }}", "<date>"])
def test_fields_that_were_never_filled_in_are_empty(value: str) -> None:
    found = read(f"# O\n\nDate: {value}\nSeverity: {value}\n")
    assert (found.incident_date, found.severity) == (None, None)


@pytest.mark.parametrize(
    ("value", "severity"),
    [
        ("SEV-2", "SEV-2"),
        ("SEV2 (no direct outage, but a blind spot)", "SEV2"),
        ("High: machine stops silently", "High"),
        ("Critique (S1) - Interruption totale", "Critique (S1)"),
        ("P1 – all of the shop", "P1"),
        ("Production-impacting", "Production-impacting"),
    ],
)
def test_a_severity_stands_in_front_of_what_is_said_about_it(value: str, severity: str) -> None:
    assert read(f"# O\n\n**Severity:** {value}\n").severity == severity


@pytest.mark.parametrize(
    ("title", "incident"),
    [("INC-2026-005: Volume full", "INC-2026-005"), ("PM_12 Volume full", "PM_12"), ("SEV2 of 2026-03-04", "SEV2")],
)
def test_the_id_in_a_title_is_whole(title: str, incident: str) -> None:
    assert read(f"# {title}\n").incident == incident


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Incident\n\nDate: 2026-03-05\n\n## Impact\n\nAll.\n", "2026-03-05-queue"),
        ("# Incident\n\nThe queue was full\n\n## Impact\n\nAll.\n", "The queue was full"),
    ],
)
def test_what_stands_below_a_general_heading_is_the_title_unless_it_is_a_field(text: str, title: str) -> None:
    assert read(text, "2026-03-05-queue.md").title == title


def test_a_field_that_was_made_a_heading_is_no_title() -> None:
    found = read("## Owner: Kim\n\n# Queue was full\n\nIt was.\n")
    assert found.title == "Queue was full"


def test_an_incident_line_is_an_id_or_else_the_title() -> None:
    assert read("# Brief post-mortem\n\nIncident: Wrong answers for an hour\n").title == "Wrong answers for an hour"
    assert read("# Brief post-mortem\n\nIncident: INC-9\n").incident == "INC-9"
    assert read("# Post-mortem INC-77\n").incident == "INC-77"


def test_sections_have_canonical_names_and_keep_their_text_in_order() -> None:
    found = read("""# O
## Incident Summary
It broke.
## What went well
- fast
  - very
### Detail
more
## Wo wir Glück hatten
Wochenende
## Follow-up
- Next review date: 2026-04-06
- Distribution: all
""")
    assert list(found.sections) == [
        "summary",
        "what_went_well",
        "where_we_got_lucky",
        "follow_up",
        "next_review_date",
        "people",
    ]
    assert found.sections["summary"] == "It broke."
    assert found.sections["what_went_well"] == "- fast\n  - very\n\nmore"
    assert found.sections["next_review_date"] == "2026-04-06"
    assert found.items == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.md", "# Report template\n\n**Date:** yyyy-mm-dd\n"),
        ("x.md", "# Template\n"),
        ("template.md", "# Incident 0\n"),
        ("x.md", "# Incident\n\nThis is a template for incident reports.\n"),
        ("x.md", "# Retrospective: ${title}\n"),
        ("x.md", "# Incident\n\nIncident ID: [ID]\nDate: [Date]\nFacilitator: [Name]\n"),
    ],
)
def test_a_template_has_no_items_even_where_its_examples_look_real(name: str, text: str) -> None:
    found = read(text + "\n## Actions\n\n- Alice to automate the reboot\n", name)
    assert found.is_template
    assert found.items == ()


@pytest.mark.parametrize(
    "text",
    [
        "# Outage caused by a broken mail template\n\nDate: 2026-03-02\n",
        "# Broken template in checkout\n",
        "# Incident report from the new template\n\nDate: 2026-03-02\n",
    ],
)
def test_a_post_mortem_about_or_from_a_template_is_none(text: str) -> None:
    found = read(text + "\n## Actions\n\n- Alice to automate the reboot\n")
    assert not found.is_template
    assert len(found.items) == 1


def test_a_text_longer_than_an_item_is_a_hold_and_not_an_item() -> None:
    found = read("# O\n## Actions\n- Add a check\n- " + "very " * 2000 + "long\n")
    assert [item.action for item in found.items] == ["Add a check"]
    assert [(hold.line, "longer than" in hold.reason) for hold in found.holds] == [(4, True)]
