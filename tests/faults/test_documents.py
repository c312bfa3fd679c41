"""Broken documents and items: each costs a hold or a word in the plan, and hides nothing else."""

import pytest
from cli.installation import GOOD, HEAD

BOMBS = {
    "binary.md": b"\x00\x01\x02\xff" * 5000,
    "large.md": b"- [ ] Do something @dana\n" * 800_000,
    "latin.md": HEAD.encode() + "| Größe prüfen | Dana Example | 2026-11-06 | Open |\n".encode("latin-1"),
    "utf16.md": (HEAD + GOOD).encode("utf-16"),
    "nested.md": b"# Outage\n\n## Action items\n\n" + b"".join(b" " * 2 * depth + b"- x\n" for depth in range(1500)),
    "unclosed.html": b"<h2>Action items</h2><table><tr><td>" + b"<div><ul><li>" * 20_000,
    "quotes.md": b">" * 200_000,
    "entities.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;&b;">]><a>&d;</a>',
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_broken_document_costs_one_hold_at_most_and_hides_no_other(here, name):
    here.write(GOOD)
    (here.folder / "docs" / name).write_bytes(BOMBS[name])
    code, data = here.data("plan", "--json")
    holds = [hold for hold in data["holds"] if hold["document"] == f"docs:{name}"]
    assert len(holds) <= 1
    assert [change["document"] for change in data["changes"] if change["document"] == "docs:a.md"] == ["docs:a.md"]
    assert code == (1 if data["holds"] else 0)
    if name in ("binary.md", "large.md", "latin.md", "nested.md", "quotes.md"):
        assert len(holds) == 1
    before = (here.folder / "docs" / name).read_bytes()
    here.run("apply")
    assert "OPS-" in (here.folder / "docs" / "a.md").read_text()
    assert (here.folder / "docs" / name).read_bytes() == before or not holds
    assert here.run("apply")[1].startswith("nothing changed")
    standing = [hold for hold in here.data("status", "--json")[1]["holds"] if hold["document"] == f"docs:{name}"]
    assert len(standing) == len(holds)


def test_the_words_of_a_document_that_cannot_be_read_say_why(here):
    (here.folder / "docs" / "latin.md").write_bytes(BOMBS["latin.md"])
    (here.folder / "docs" / "large.md").write_bytes(BOMBS["large.md"])
    _, out, _ = here.run("plan")
    shown = " ".join(out.split())
    assert "latin.md:9" in shown
    assert "not UTF-8" in shown
    assert "20,000,000 bytes; a post-mortem may have 5,242,880: split or exclude it" in shown


POLICIES = {
    "no_owner": ("|  | 2026-11-06 |", "has no owner"),
    "unknown_owner": ("| Zed Nobody | 2026-11-06 |", "owner 'Zed Nobody' is nobody in the people file"),
    "several_owners": ("| Dana Example, Kim Sample | 2026-11-06 |", "names 2 owners (Dana Example, Kim Sample)"),
    "no_due": ("| Dana Example |  |", "has no due date"),
    "past_due": ("| Dana Example | 2026-10-01 |", "was due on 2026-10-01, which is past"),
}


@pytest.mark.parametrize("choice", ["file", "hold"])
@pytest.mark.parametrize("policy", sorted(POLICIES))
def test_each_policy_files_or_holds_and_the_plan_says_why(here, policy, choice):
    cells, words = POLICIES[policy]
    with (here.folder / "connector.toml").open("a") as config:
        config.write(f'[policy]\n{policy} = "{choice}"\n')
    here.write(f"{GOOD}| Check the backups {cells} Open |\n")
    code, data = here.data("plan", "--json")
    changes = {change["text"]: change for change in data["changes"]}
    assert "Add an alert for the queue" in changes
    shown = " ".join(here.run("plan")[1].split())
    # Long words are wrapped in their column, so their beginning has to do.
    assert words[:20] in shown
    if choice == "file":
        assert code == 0
        assert any(words in note for note in changes["Check the backups"]["notes"])
        assert data["holds"] == []
    else:
        assert code == 1
        assert "Check the backups" not in changes
        assert [hold["line"] for hold in data["holds"]] == [10]
        assert words in data["holds"][0]["reason"]
    here.run("apply")
    assert len(list((here.folder / "tickets").glob("OPS-*.md"))) == (2 if choice == "file" else 1)
    assert here.run("apply")[1].startswith("nothing changed")


@pytest.mark.parametrize("date", ["31 February 2027", "2027-02-31", "2026-13-01", "03/04/2027", "99.99.2027"])
def test_a_day_that_does_not_exist_or_is_two_days_is_held_with_its_line(here, date):
    here.write(f"{GOOD}| Check the backups | Dana Example | {date} | Open |\n")
    code, data = here.data("plan", "--json")
    assert code == 1
    assert [change["text"] for change in data["changes"]] == ["Add an alert for the queue"]
    assert [(hold["line"], hold["subject"]) for hold in data["holds"]] == [(10, "Check the backups")]
    assert date in data["holds"][0]["reason"] or "does not exist" in data["holds"][0]["reason"]


def test_a_doubtful_owner_gets_no_ticket_and_the_plan_says_so(here):
    here.write("| Check the backups | Dana Example? | 2026-11-06 | Open |\n")
    _, data = here.data("plan", "--json")
    [change] = data["changes"]
    assert change["fields"]["owner"] is None
    assert "owner 'Dana Example?' is a question: write who it is" in change["notes"]


def test_a_last_name_first_is_one_person(here):
    here.write("| Check the backups | Example, Dana | 2026-11-06 | Open |\n")
    _, data = here.data("plan", "--json")
    [change] = data["changes"]
    assert change["fields"]["owner"] == "Dana Example"


def test_an_owner_or_a_day_that_is_taken_back_later_is_told_and_the_ticket_keeps_its_own(here):
    row = "| Check the backups | Dana Example | 2026-11-06 | Open |\n"
    path = here.folder / "docs" / "a.md"
    here.write(row)
    here.run("apply")
    path.write_text(path.read_text().replace("Dana Example", "Dana Example, Kim Sample").replace("2026-11-06", ""))
    _, out, err = here.run("plan")
    shown = " ".join((out + err).split())
    assert "the document says 'Dana Example, Kim Sample' of its owner now: OPS-1 keeps 'Dana Example'" in shown
    assert "the document names no due date now: OPS-1 keeps '2026-11-06'" in shown


def test_two_people_of_one_name_are_a_hold_that_names_both(here):
    (here.folder / "people.toml").write_text(
        '[people.ann1]\nname = "Ann Example"\n[people.ann2]\nname = "Ann Sample"\n', encoding="utf-8"
    )
    here.write("| Check the backups | Ann | 2026-11-06 | Open |\n")
    _, data = here.data("plan", "--json")
    assert "could be Ann Example, Ann Sample" in data["holds"][0]["reason"]
    code, out, _ = here.run("people", "resolve", "Ann")
    assert (code, "Ann Example (ann1), Ann Sample (ann2)" in out) == (1, True)


def test_a_held_document_never_hides_others_of_its_folder(here):
    for number in range(5):
        here.write(GOOD.replace("queue", f"queue {number}"), f"{number}.md")
        (here.folder / "docs" / f"{number}-bad.md").write_bytes(b"\xff\x00")
    code, out, _ = here.run("apply")
    assert code == 1
    assert "5 created" in out
    assert [f"{number}-bad.md" in out for number in range(5)] == [True] * 5
