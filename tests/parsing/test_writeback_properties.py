"""Write-back on generated documents: what is written is read again, and nothing else has changed."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.core.model import Status
from connector.parsing import parse
from connector.parsing.writing.writeback import Edit, edit

VERBS = ("Add", "Write", "Fix", "Rotate", "Remove", "Update", "Document", "Replace")
THINGS = (
    "alerting for the queue",
    "the runbook of the gateway",
    "a test for `retry` in the worker",
    "the **old** host & its disks",
    "limits on the import job (nightly)",
    "the dashboard's latency panel",
)
STYLES = {
    "md": ("table", "bare table", "bullet", "box", "field", "nested"),
    "rst": ("table", "grid", "simple", "csv", "bullet", "box", "field"),
    "html": ("table", "bare table", "bullet", "box", "task", "macro"),
    "txt": ("table", "tabs", "bullet", "box", "line box"),
}
SAID = {
    "open": Status.OPEN,
    "Open": Status.OPEN,
    "TODO": Status.OPEN,
    "In progress": Status.IN_PROGRESS,
    "DONE": Status.DONE,
    "": None,
}


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, str, int]:
    """Return a file name and a text with one to five items in one style of one format."""
    suffix = draw(st.sampled_from(sorted(STYLES)))
    style = draw(st.sampled_from(STYLES[suffix]))
    pairs = st.tuples(st.sampled_from(VERBS), st.sampled_from(THINGS))
    actions = [f"{verb} {thing}" for verb, thing in draw(st.lists(pairs, min_size=1, max_size=5, unique=True))]
    if suffix == "html":
        actions = [action.replace("&", "&amp;").replace("**", "").replace("`", "") for action in actions]
    if suffix in ("txt", "rst"):
        actions = [action.replace("`", "").replace("**", "") for action in actions]
    said = [draw(st.sampled_from(sorted(SAID))) for _ in actions]
    head = {
        "md": "# Post-mortem\n\nIntro.\n\n## Action items\n\n",
        "html": "<h1>Post-mortem</h1>\n<h2>Action items</h2>\n",
    }
    head["rst"] = "Post-mortem\n===========\n\nAction items\n------------\n\n"
    head["txt"] = "POST-MORTEM\nSome words.\n\nACTION ITEMS\n"
    tail = {"html": "<h2>Timeline</h2><p>10:00 it broke</p>", "md": "\n## Timeline\n\n10:00 it broke"}
    tail["rst"] = "\nTimeline\n--------\n\n10:00 it broke"
    tail["txt"] = "\nTIMELINE\n10:00 it broke"
    return f"doc.{suffix}", head[suffix] + WRITERS[suffix](style, actions, said) + tail[suffix], len(actions)


def markdown(style: str, actions: list[str], said: list[str]) -> str:
    pairs = list(zip(actions, said, strict=True))
    match style:
        case "table":
            rows = [f"| {action} | Ana | {status} | |" for action, status in pairs]
            return "\n".join(["| Action | Owner | Status | Ticket |", "|---|---|---|---|", *rows]) + "\n"
        case "bare table":
            return "\n".join(["| Action | Owner |", "|---|---|", *(f"| {action} | Ana |" for action in actions)]) + "\n"
        case "bullet":
            return "".join(f"- {action}\n" for action in actions)
        case "box":
            return "".join(f"* [{'x' if status == 'DONE' else ' '}] {action}\n" for action, status in pairs)
        case "field":
            return "".join(f"1. {action}. Owner: Ana. Status: {status or 'open'}\n" for action, status in pairs)
        case _:
            return "".join(f"- {action}\n  - Owner: Ana\n  - Status: {status or 'open'}\n" for action, status in pairs)


def rst(style: str, actions: list[str], said: list[str]) -> str:
    if style in ("grid", "simple", "csv"):
        return drawn(style, actions, said)
    if style != "table":
        return markdown(style, actions, said).replace("* [", "- [")
    rows = [
        f"   * - {action}\n     - Ana\n     - {status}\n     -\n" for action, status in zip(actions, said, strict=True)
    ]
    return (
        ".. list-table::\n   :header-rows: 1\n\n   * - Action\n     - Owner\n     - Status\n     - Ticket\n"
        + "".join(rows)
    )


def drawn(style: str, actions: list[str], said: list[str]) -> str:
    rows = [
        ("Action", "Owner", "Status", "Ticket"),
        *((one, "Ana", two, "") for one, two in zip(actions, said, strict=True)),
    ]
    if style == "csv":
        lines = ["   " + ", ".join(f'"{cell}"' if "," in cell else cell for cell in row).rstrip() for row in rows[1:]]
        return ".. csv-table::\n   :header: Action, Owner, Status, Ticket\n\n" + "\n".join(lines) + "\n"
    widths = [max(len(row[at]) for row in rows) for at in range(4)]
    padded = [[cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows]
    if style == "simple":
        rule = "  ".join("=" * width for width in widths)
        lines = ["  ".join(row).rstrip() for row in padded]
        return "\n".join([rule, lines[0], rule, *lines[1:], rule]) + "\n"
    lines = [f"| {' | '.join(row)} |" for row in padded]
    rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
    body = [part for line in lines[1:] for part in (line, rule)]
    return "\n".join([rule, lines[0], rule.replace("-", "="), *body]) + "\n"


def page(style: str, actions: list[str], said: list[str]) -> str:
    pairs = list(zip(actions, said, strict=True))
    macro = (
        '<ac:structured-macro ac:name="status"><ac:parameter ac:name="title">{}</ac:parameter></ac:structured-macro>'
    )
    match style:
        case "table" | "macro":
            shown = [macro.format(status) if status and style == "macro" else status for status in said]
            rows = [f"<tr><td><p>{a}</p></td><td>{s}</td><td></td></tr>" for a, s in zip(actions, shown, strict=True)]
            return f"<table><tr><th>Action</th><th>Status</th><th>Ticket</th></tr>{''.join(rows)}</table>\n"
        case "bare table":
            rows = [f"<tr><td>{action}</td><td>Ana</td></tr>" for action in actions]
            return f"<table><tr><th>Action</th><th>Owner</th></tr>\n{''.join(rows)}</table>\n"
        case "bullet":
            return "<ul>" + "".join(f"<li>{action}</li>" for action in actions) + "</ul>\n"
        case "box":
            boxes = "".join(f'<li><input type="checkbox"{" checked" * (s == "DONE")}> {a}</li>' for a, s in pairs)
            return f"<ul>{boxes}</ul>\n"
        case _:
            state = {"DONE": "complete"}
            tasks = [
                f"<ac:task><ac:task-status>{state.get(status, 'incomplete')}</ac:task-status>"
                f"<ac:task-body><span>{action}</span></ac:task-body></ac:task>"
                for action, status in pairs
            ]
            return f"<ac:task-list>{''.join(tasks)}</ac:task-list>"


def plain(style: str, actions: list[str], said: list[str]) -> str:
    pairs = list(zip(actions, said, strict=True))
    match style:
        case "tabs":
            return "Action\tOwner\tStatus\tTicket\n" + "".join(
                f"{action}\tAna\t{status}\t\n" for action, status in pairs
            )
        case "line box":
            return "".join(f"{'☑' if status == 'DONE' else '☐'} {action}\n" for action, status in pairs)
        case "bullet":
            return "".join(f"• {action}\n" for action in actions)
        case _:
            return markdown(style, actions, said)


WRITERS = {"md": markdown, "rst": rst, "html": page, "txt": plain}
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
WANTED = st.sampled_from([None, *Status])


def bare(text: bytes, name: str) -> list[object]:
    return [replace(item, refs=(), tracked=(), status=None) for item in parse(text, name).items]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(), ENCODINGS, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.data())
def test_what_is_written_is_read_again_and_nothing_else_changes(document, encoding, newline, final, data) -> None:
    name, text, count = document
    text = (text + "\n" if final else text).replace("\n", newline)
    before = text.encode(encoding)
    items = parse(before, name).items
    assert len(items) == count
    wanted = [data.draw(WANTED) for _ in items]
    edits = [
        Edit(item.line, item.action, f"OPS-{number + 10}", f"https://jira.example.com/browse/OPS-{number + 10}", status)
        for number, (item, status) in enumerate(zip(items, wanted, strict=True))
    ]
    edited = edit(before, name, edits)

    assert edited.unwritten == ()
    assert bare(edited.data, name) == bare(before, name)
    for old, new, one in zip(items, parse(edited.data, name).items, edits, strict=True):
        assert any(one.ticket_key in ref for ref in new.refs)
        if one.status is None:
            assert new.status == old.status
        else:
            assert (new.status or Status.OPEN).closed == one.status.closed
        if one.status in (Status.DONE, Status.WONT_DO):
            assert new.status is one.status
    assert edit(edited.data, name, edits).data == edited.data
    after = edited.data.decode(encoding if encoding != "utf-8-sig" else "utf-8")
    assert [re.search(r"\r?\n?\Z", line)[0] for line in after.splitlines(keepends=True)] == [
        re.search(r"\r?\n?\Z", line)[0] for line in text.splitlines(keepends=True)
    ]
    assert edited.data[:3] == before[:3] or encoding == "utf-8"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(), ENCODINGS)
def test_an_edit_that_the_document_says_already_returns_the_identical_bytes(document, encoding) -> None:
    name, text, count = document
    before = text.encode(encoding)
    edits = [Edit(item.line, item.action, "OPS-7", None) for item in parse(before, name).items]
    assert len(edits) == count
    edited = edit(before, name, edits).data
    says = [Edit(item.line, item.action, "OPS-7", None, item.status) for item in parse(edited, name).items]
    assert edit(edited, name, says).data == edited
    assert edit(edited, name, says).unwritten == ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_a_status_can_be_changed_and_changed_back(document) -> None:
    name, text, count = document
    items = parse(text.encode(), name).items
    assert len(items) == count
    for_good = [Edit(i.line, i.action, f"OPS-{n}", None, i.status or Status.OPEN) for n, i in enumerate(items, 10)]
    filed = edit(text.encode(), name, for_good).data
    closed = edit(filed, name, [replace(one, status=Status.DONE) for one in for_good]).data
    opened = edit(closed, name, [replace(one, status=Status.OPEN) for one in for_good])
    assert opened.unwritten == ()
    assert [item.status in (None, Status.OPEN) for item in parse(opened.data, name).items] == [True] * len(items)


HOSTILE_KEYS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
HOSTILE_URLS = st.text("abc/:?#[]()|<>\"'` \\*_&%{}\n\t", max_size=20).map(
    "https://jira.example.com/browse/OPS-1?{}".format
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(), st.one_of(st.just("OPS-1"), HOSTILE_KEYS), st.one_of(HOSTILE_URLS, st.just("javascript:alert(1)")))
def test_a_hostile_key_or_address_never_breaks_the_document(document, key, url) -> None:
    name, text, count = document
    items = parse(text.encode(), name).items
    assert len(items) == count
    edited = edit(text.encode(), name, [Edit(items[0].line, items[0].action, key, url, Status.DONE)])
    assert bare(edited.data, name) == bare(text.encode(), name)
    assert b"javascript:" not in edited.data.replace(key.encode(), b"")
    assert edit(edited.data, name, [Edit(items[0].line, items[0].action, key, url, Status.DONE)]).data == edited.data


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_only_the_characters_concerned_differ(newline: str) -> None:
    text = newline.join(
        [
            "# Post-mortem  ",
            "",
            "\tcode  ",
            "## Action items",
            "| Action | Status | Ticket |",
            "| :-- | --- | --- |",
            "| Fix the runbook  |  **TODO** | |  ",
            "|Add the alert|Open||",
            "- [ ] Write the test \t",
        ]
    )
    edits = [
        Edit(7, "Fix the runbook", "OPS-1", "https://j.example.com/browse/OPS-1", Status.DONE),
        Edit(8, "Add the alert", "OPS-2", None, Status.IN_PROGRESS),
    ]
    edited = edit(b"\xef\xbb\xbf" + text.encode(), "a.md", edits)
    assert edited.unwritten == ()
    wanted = text.replace("**TODO** | |", "**DONE** | [OPS-1](https://j.example.com/browse/OPS-1) |")
    wanted = wanted.replace("|Open||", "|In progress| OPS-2 |")
    assert edited.data.decode() == "\ufeff" + wanted
