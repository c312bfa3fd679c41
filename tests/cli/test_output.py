"""What reaches a terminal, a pipe and a program: hostile text, other encodings, readers who leave."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from installation import GOOD, HEAD

from connector import log
from connector.rendering.plaintext import safe, safe_json, safe_lines

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, "-c", "from connector.cli import main; main()"]
HOSTILE = "\x1b[31mred \x9b31m \u202eevil\u202c [red]x[/red] [link=file:///etc]y[/link]"


def outside(folder, *words, **options):
    """Run the program in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    return subprocess.run([*PROGRAM, *words], cwd=folder, env=environment, timeout=60, check=False, **options)


def unsafe(text):
    return [char for char in text if char in "\x1b\x9b\u202e\u202c\x07"]


def test_text_loses_what_steers_a_terminal_and_keeps_the_rest():
    assert safe(HOSTILE) == "[31mred 31m evil [red]x[/red] [link=file:///etc]y[/link]"
    assert safe("Größe → 5 👩‍👧 نص") == "Größe → 5 👩‍👧 نص"
    assert safe("a\tb\nc\u2028d\udcffe") == "a b c de"
    assert safe_lines("a\x1b\nb") == "a\nb"


def test_json_keeps_every_character_and_shows_none_that_steers():
    shown = safe_json({"a": HOSTILE, "ö": "\udcff"}, indent=2)
    assert unsafe(shown) == []
    assert json.loads(shown) == {"a": HOSTILE, "ö": "\udcff"}
    assert '"ö"' in shown


def test_hostile_text_reaches_no_terminal_by_any_command(here):
    name = "a\x1b[31m\u202e.md"
    (here.folder / "docs" / name).write_text(
        f"# {HOSTILE}\n\nDate of Incident: 2026-11-02\n\n## Action items\n\n| Action | Owner | Due | Status |\n|---|---|---|---|\n"
        f"| Add a queue alert {HOSTILE} | {HOSTILE} | 2026-11-06 | Open |\n"
        f"| Check the backups {HOSTILE} | Dana Example | {HOSTILE} | Open |\n"
    )
    (here.folder / "docs" / "bad\x1b[31m.md").write_bytes(b"\xff\xfe\x00\xd8")
    seen = 0
    for words in (
        ["parse", "docs"], ["parse", "--json", "docs"], ["lint", "docs"], ["lint", "--json", "docs"], ["plan"],
        ["plan", "--json"], ["--verbose", "apply"], ["status", "--all"], ["status", "--json"], ["status", "OPS-1"],
        ["escalate", "--dry-run"], ["--verbose", "escalate"], ["report"], ["--verbose", "run", "--once"],
        ["people", "resolve", HOSTILE], ["status", HOSTILE], ["ledger", "forget", HOSTILE], ["ledger", "adopt", HOSTILE, "x"],
        ["parse", HOSTILE], ["--config", HOSTILE, "plan"], ["apply", "--plan", HOSTILE], [HOSTILE],
    ):  # fmt: skip
        _, out, err = here.run(*words, as_of="2026-11-09T09:00")
        assert unsafe(out + err) == [], words
        seen += "[31m" in out + err
    assert seen > 12


@pytest.mark.parametrize("form", ["console", "json"])
def test_the_log_cannot_steer_a_terminal(form, capsys):
    log.configure(form=form, level="info")
    log.logger().info("tested", reason="\x1b[31mred", word="\x9b31m\u202eevil")
    try:
        raise ValueError("\x1b[31mred")
    except ValueError:
        log.logger().exception("crashed")
    told = capsys.readouterr().err
    assert unsafe(told) == []
    assert "evil" in told
    assert told.count("Traceback") == 1
    if form == "json":
        first = json.loads(told.splitlines()[0])
        assert (first["reason"], first["word"]) == ("\x1b[31mred", "\x9b31m\u202eevil")


@pytest.mark.parametrize("words", [["parse", "docs"], ["parse", "--json", "docs"], ["plan"], ["--help"]])
def test_a_reader_who_leaves_is_no_error(here, words):
    for count in range(300):
        here.write(GOOD, f"{count}.md")
    read, write = os.pipe()
    os.close(read)
    done = outside(here.folder, *words, stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_output_that_cannot_be_written_is_said(here):
    here.write(GOOD)
    with Path("/dev/full").open("wb") as full:
        done = outside(here.folder, "parse", "docs", stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (1, b"error: the output could not be written: No space left on device\n")


def test_letters_that_a_terminal_lacks_are_shown_as_escapes(here):
    (here.folder / "docs" / "a.md").write_text(HEAD + "| Größe → 5 prüfen | Dana Example | 2026-11-06 | Open |\n")
    done = outside(here.folder, "parse", "docs", capture_output=True, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert rb"Gr\xf6\xdfe \u2192 5 pr\xfcfen" in done.stdout


def test_output_is_plain_where_it_is_no_terminal(here):
    here.write(GOOD)
    done = outside(here.folder, "plan", capture_output=True, env={"FORCE_COLOR": "", "TERM": "xterm-256color"})
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout + done.stderr
    assert all(char < 128 for char in done.stdout)
