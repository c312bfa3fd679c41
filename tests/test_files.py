"""Whole files or none, and links between them."""

import errno
import os
from pathlib import Path

import pytest

from connector import files, sources, trackers
from connector.errors import ConfigError, Rejected, Unavailable


def temps(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir() if each.name.startswith(".connector-")]


@pytest.mark.parametrize("step", ["write", "fsync", "fchmod"])
def test_a_failure_at_any_step_leaves_the_old_file(tmp_path, monkeypatch, step):
    path = tmp_path / "a.md"
    path.write_bytes(b"old")

    def failing(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(files.os, step, failing)
    with pytest.raises(OSError, match="Input/output"):
        files.replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert temps(tmp_path) == []


def test_a_short_write_is_continued(tmp_path, monkeypatch):
    write = os.write
    monkeypatch.setattr(files.os, "write", lambda handle, data: write(handle, data[:3]))
    files.replace_file(tmp_path / "a.md", b"0123456789")
    assert (tmp_path / "a.md").read_bytes() == b"0123456789"


def test_an_interrupt_while_writing_leaves_no_temporary_file(tmp_path, monkeypatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.create_file(tmp_path / "a.md", b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_taken_is_never_overwritten(tmp_path):
    files.create_file(tmp_path / "a.md", b"first")
    with pytest.raises(FileExistsError):
        files.create_file(tmp_path / "a.md", b"second")
    assert (tmp_path / "a.md").read_bytes() == b"first"
    assert temps(tmp_path) == []


def leftover(folder: Path, host: str, pid: int, *, age: float = 0) -> str:
    path = folder / f".connector-{host}-{pid}-0123456789abcdef.tmp"
    path.write_bytes(b"half")
    stamp = path.stat().st_mtime - age
    os.utime(path, (stamp, stamp))
    return path.name


def test_only_what_nobody_is_writing_is_cleared(tmp_path):
    here = files._host()
    process = os.spawnlp(os.P_NOWAIT, "true", "true")
    os.waitpid(process, 0)
    dead = leftover(tmp_path, here, process)
    old = leftover(tmp_path, "other.host", 1, age=7200)
    mine = leftover(tmp_path, here, os.getpid())
    parent = leftover(tmp_path, here, os.getppid())
    fresh = leftover(tmp_path, "another.host", 1)
    strange = tmp_path / ".connector-notes.tmp"
    strange.write_bytes(b"a person's")
    names = sorted(each.name for each in tmp_path.iterdir())
    assert files.remove_leftovers(tmp_path, names) == 2
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(set(names) - {dead, old})
    assert {mine, parent, fresh, strange.name} == {each.name for each in tmp_path.iterdir()}


@pytest.mark.parametrize(
    ("code", "kind", "advice"),
    [
        (28, Unavailable, "free some space"),
        (122, Unavailable, "quota"),
        (30, Unavailable, "mount it writable"),
        (13, Unavailable, "give this user the right"),
        (36, Rejected, "too long"),
        (5, Unavailable, "Input/output error"),
    ],
)
def test_a_failure_says_what_where_and_what_to_do(code, kind, advice):
    error = files.remote_error(OSError(code, os.strerror(code), "/some/file"), remote="ops", verb="create")
    assert type(error) is kind
    assert str(error).startswith("ops: cannot create: /some/file: ")
    assert advice in str(error)


@pytest.mark.parametrize(
    ("target", "start", "link"),
    [
        ("file:///d/tickets/ACT-1.md", "file:///d/docs/a.md", "../tickets/ACT-1.md"),
        ("/d/tickets/ACT-1.md", "file:///d/docs/2026/a.md", "../../tickets/ACT-1.md"),
        ("file:///d/a%20b/%C3%BC%23.md", "/d/a.md", "a%20b/%C3%BC%23.md"),
        ("https://example.com/x", "file:///d/a.md", "https://example.com/x"),
        ("file:///d/a.md", "https://example.com/x", "file:///d/a.md"),
        ("file://server/d/a.md", "file:///d/b.md", "file://server/d/a.md"),
        ("http://[x", "/d/a.md", "http://[x"),
    ],
)
def test_links_between_files_are_relative(target, start, link):
    assert files.relative_link(target, start) == link


def test_a_file_address_leads_back_to_its_path(tmp_path):
    path = tmp_path / "ä #?%20.md"
    assert files.path_of(files.file_url(path)) == path


@pytest.mark.parametrize("registry", [sources, trackers])
def test_an_unknown_kind_names_the_kinds_there_are(registry):
    with pytest.raises(ConfigError, match=r"kind <- 'svn' is not known \(allowed: .*(directory|local)"):
        registry.load("svn")
    for kind in registry.KINDS:
        assert registry.load(kind).Settings


@pytest.mark.parametrize("write", [files.replace_file, files.create_file])
@pytest.mark.parametrize(("code", "step", "named"), [(errno.ENOSPC, "write", "a.md"), (errno.EACCES, "open", "docs")])
def test_a_failed_write_names_the_file_or_the_folder_that_takes_none(tmp_path, monkeypatch, write, code, step, named):
    folder = tmp_path / "docs"
    folder.mkdir()

    def fail(target, *rest):
        raise OSError(code, os.strerror(code), *([str(target)] if step == "open" else []))

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match=os.strerror(code)) as caught:
        write(folder / "a.md", b"new")
    monkeypatch.undo()
    told = str(files.remote_error(caught.value, remote="docs", verb="write"))
    assert told.startswith(f"docs: cannot write: {folder / 'a.md' if named == 'a.md' else folder}: ")
    assert "; " in told
    assert list(folder.iterdir()) == []
