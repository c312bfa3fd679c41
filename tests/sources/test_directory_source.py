"""The directory source: the contract, and what only folders have."""

import os
import shutil
from pathlib import Path

import pytest
from contracts.source_contract import SourceContract, SourceHarness, stub_of
from pydantic import ValidationError

from connector import files
from connector.core.model import Document, DocumentId
from connector.errors import Conflict, Rejected, Unavailable
from connector.ports import DocumentStub, Source
from connector.sources import directory, load


class DirectoryHarness(SourceHarness):
    names = ("01-first.md", "2026/02-second.rst", "2026/hidden/03-third.html")

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch

    def connect(self, *, write_back: bool = True, **settings: object) -> Source:
        made = directory.Settings.model_validate({"path": self.folder.name, "write_back": write_back, **settings})
        return directory.connect(made, name="docs", base_dir=self.folder.parent)

    def put_as_person(self, name: str, data: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def delete_as_person(self, name: str) -> None:
        (self.folder / name).unlink()

    def text_of(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def hide_part(self) -> str:
        """Refuse the listing of one folder; changing its mode would not stop root."""
        scan = os.scandir

        def refused(path: Path) -> object:
            if Path(path) == self.folder / "2026/hidden":
                raise PermissionError(13, "Permission denied", str(path))
            return scan(path)

        self._monkeypatch.setattr(directory.os, "scandir", refused)
        return "2026/hidden cannot be read: Permission denied; give this user the right to it, or exclude it"

    def shut(self) -> None:
        shutil.rmtree(self.folder)


@pytest.fixture
def harness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DirectoryHarness:
    folder = tmp_path / "postmortems"
    folder.mkdir()
    return DirectoryHarness(folder, monkeypatch)


class TestDirectory(SourceContract):
    """All of the contract, and nothing of its own."""


def names_of(source: Source) -> list[str]:
    return [stub.name for stub in source.list().stubs]


def test_only_the_files_meant_are_listed(harness):
    for name in [
        "a.md",
        "b.TXT",
        "c.png",
        ".hidden.md",
        ".git/d.md",
        "drafts/e.md",
        "x/drafts/f.md",
        "runbook.erb",
        "md",
    ]:
        harness.put_as_person(name, b"x")
    assert names_of(harness.connect(exclude=["drafts/**"])) == ["a.md", "b.TXT", "runbook.erb", "x/drafts/f.md"]
    assert names_of(harness.connect(exclude=["**/drafts"], include=["**/*.md"])) == ["a.md"]
    assert names_of(harness.connect(include=["x/**", "?.md"])) == ["a.md", "x/drafts/f.md"]


@pytest.mark.parametrize("pattern", ["", "/etc/*", "../*.md", "a/../b", "x\0"])
def test_a_pattern_stays_inside_the_folder(pattern):
    with pytest.raises(ValidationError, match="pattern inside the folder"):
        directory.Settings.model_validate({"path": "x", "exclude": [pattern]})


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("**/*.md", "a.md", True),
        ("**/*.md", "x/y/a.MD", True),
        ("*.md", "x/a.md", False),
        ("pm-[0-9]*.md", "pm-7a.md", True),
        ("pm-[!0-9]*.md", "pm-7a.md", False),
        ("a+b(c).md", "a+b(c).md", True),
        ("a.md", "aXmd", False),
        ("x/**", "x", True),
        ("x/**", "xy", False),
        ("x/**/z.md", "x/z.md", True),
        ("**", "a/b/c", True),
    ],
)
def test_patterns_mean_what_people_expect(pattern, path, matches):
    from connector.sources.globs import matcher

    assert matcher([pattern])(path) is matches


def test_links_count_once_and_never_lead_outside(harness):
    outside = harness.folder.parent / "secret.md"
    outside.write_bytes(b"secret")
    harness.put_as_person("real.md", b"x")
    harness.put_as_person(".data/mounted.md", b"y")
    for name, goal in [
        ("again.md", "real.md"),
        ("mounted.md", ".data/mounted.md"),
        ("twice.md", ".data/mounted.md"),
        ("out.md", "../secret.md"),
        ("dead.md", "nowhere.md"),
        ("up", ".."),
    ]:
        (harness.folder / name).symlink_to(goal)
    source = harness.connect()
    listing = source.list()
    assert [stub.name for stub in listing.stubs] == ["mounted.md", "real.md"]
    assert [hold.subject for hold in listing.holds] == ["out.md"]
    assert "leaves the folder" in listing.holds[0].reason
    assert source.fetch(stub_of(listing, "mounted.md")).data == b"y"


@pytest.mark.parametrize("goal", ["loop.md", "real.md/below.md", "n" * 300 + ".md"])
def test_a_link_that_cannot_be_followed_is_held_and_keeps_nothing_else_away(harness, goal):
    harness.put_as_person("real.md", b"x")
    (harness.folder / "loop.md").symlink_to(goal)
    listing = harness.connect().list()
    assert [stub.name for stub in listing.stubs] == ["real.md"]
    (hold,) = listing.holds
    assert hold.subject == "loop.md"
    assert "is a link that cannot be followed" in hold.reason


@pytest.mark.parametrize(
    "name", ["../secret.md", "/etc/passwd", "a/../../secret.md", "./a.md", "a//b.md", "", "out.md", "a\0.md"]
)
def test_no_name_leads_out_of_the_folder(harness, name):
    secret = harness.folder.parent / "secret.md"
    secret.write_bytes(b"secret")
    (harness.folder / "out.md").symlink_to(secret)
    source = harness.connect()
    key = DocumentId(f"docs:{name}")
    with pytest.raises(Rejected, match="no name inside"):
        source.fetch(DocumentStub(key, name, "1-1"))
    with pytest.raises(Rejected, match="no name inside"):
        source.write(Document(key, "docs", name, "", "1-1", b"secret"), b"ours")
    assert secret.read_bytes() == b"secret"


def test_a_document_over_five_megabytes_is_rejected_by_size(harness):
    harness.put_as_person("big.md", b"x" * (5 * 1024 * 1024 + 1))
    harness.put_as_person("fits.md", b"x" * (5 * 1024 * 1024))
    source = harness.connect()
    with pytest.raises(Rejected, match=r"big\.md has 5,242,881 bytes; a post-mortem may have 5,242,880"):
        source.fetch(stub_of(source.list(), "big.md"))
    assert len(source.fetch(stub_of(source.list(), "fits.md")).data) == 5 * 1024 * 1024


def busy_reading(harness, monkeypatch, times: int) -> None:
    read, done = directory._read, []

    def busy(path):
        found = read(path)
        if len(done) < times:
            done.append(path)
            path.write_bytes(b"version %d, longer" % len(done))
        return found

    monkeypatch.setattr(directory, "_read", busy)


def test_a_document_changed_while_it_is_read_is_read_again(harness, monkeypatch):
    harness.put_as_person("a.md", b"old")
    source = harness.connect()
    stub = source.list().stubs[0]
    busy_reading(harness, monkeypatch, 1)
    document = source.fetch(stub)
    assert document.data == b"version 1, longer"
    assert document.revision == source.list().stubs[0].revision


def test_a_document_that_never_rests_is_unavailable(harness, monkeypatch):
    harness.put_as_person("a.md", b"old")
    source = harness.connect()
    stub = source.list().stubs[0]
    busy_reading(harness, monkeypatch, 99)
    with pytest.raises(Unavailable, match=r"a\.md is being written; the next cycle looks again"):
        source.fetch(stub)


def test_a_text_put_back_with_its_old_time_is_a_new_revision(harness):
    harness.put_as_person("a.md", b"one")
    stamp = (harness.folder / "a.md").stat()
    source = harness.connect()
    before = source.list().stubs[0].revision
    harness.put_as_person("a.md", b"two")
    os.utime(harness.folder / "a.md", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert source.list().stubs[0].revision != before


def test_pipes_and_folders_with_a_documents_name_are_no_documents(harness):
    os.mkfifo(harness.folder / "pipe.md")
    harness.put_as_person("folder.md/inside.md", b"x")
    source = harness.connect()
    assert names_of(source) == ["folder.md/inside.md"]
    with pytest.raises(Rejected, match="is not a file"):
        source.fetch(DocumentStub(DocumentId("docs:pipe.md"), "pipe.md", "1-1"))


def test_a_name_that_is_no_text_is_held(harness):
    Path(os.fsdecode(os.fsencode(harness.folder) + b"/bad-\xff.md")).write_bytes(b"x")
    harness.put_as_person("good.md", b"x")
    listing = harness.connect().list()
    assert [stub.name for stub in listing.stubs] == ["good.md"]
    assert "not UTF-8; rename it" in listing.holds[0].reason
    listing.holds[0].reason.encode()


def test_writing_keeps_the_files_mode_and_clears_what_a_crash_left(harness):
    harness.put_as_person("a.md", b"x")
    (harness.folder / "a.md").chmod(0o604)
    leftover = harness.folder / ".connector-elsewhere-1-0123456789abcdef.tmp"
    leftover.write_bytes(b"half")
    os.utime(leftover, (0, 0))
    source = harness.connect()
    source.write(source.fetch(source.list().stubs[0]), b"y")
    assert (harness.folder / "a.md").stat().st_mode & 0o777 == 0o604
    assert [each.name for each in harness.folder.iterdir()] == ["a.md"]


def test_a_full_disk_leaves_the_document_as_it_was(harness, monkeypatch):
    harness.put_as_person("a.md", b"x")
    source = harness.connect()
    document = source.fetch(source.list().stubs[0])

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fsync", full)
        with pytest.raises(Unavailable, match=r"docs: cannot write: .*a\.md: No space left on device; free some space"):
            source.write(document, b"y" * 100)
    assert {each.name: each.read_bytes() for each in harness.folder.iterdir()} == {"a.md": b"x"}


def test_a_document_written_through_a_link_inside_the_folder_stays_a_link(harness):
    harness.put_as_person(".data/a.md", b"x")
    (harness.folder / "a.md").symlink_to(".data/a.md")
    source = harness.connect()
    document = source.fetch(source.list().stubs[0])
    revision = source.write(document, b"y")
    assert (harness.folder / "a.md").is_symlink()
    assert harness.text_of(".data/a.md") == b"y"
    assert source.list().stubs[0].revision == revision
    with pytest.raises(Conflict):
        source.write(document, b"z")


def test_a_file_deleted_while_it_is_listed_is_just_gone(harness, monkeypatch):
    for name in ("a.md", "b.md", "sub/c.md"):
        harness.put_as_person(name, b"x")
    scan = os.scandir

    class Late:
        def __init__(self, path):
            self._entries = list(scan(path))
            (harness.folder / "a.md").unlink(missing_ok=True)

        def __enter__(self):
            return iter(self._entries)

        def __exit__(self, *_):
            return None

    monkeypatch.setattr(directory.os, "scandir", Late)
    listing = harness.connect().list()
    assert [stub.name for stub in listing.stubs] == ["b.md", "sub/c.md"]
    assert listing.complete


def test_a_folder_that_goes_away_proves_nothing(harness, monkeypatch):
    harness.put_as_person("a.md", b"x")
    harness.put_as_person("sub/c.md", b"x")
    scan = os.scandir

    def late(path):
        if Path(path).name == "sub":
            raise FileNotFoundError(2, "No such file or directory", str(path))
        return scan(path)

    monkeypatch.setattr(directory.os, "scandir", late)
    listing = harness.connect().list()
    assert ([stub.name for stub in listing.stubs], listing.complete, listing.holds) == (["a.md"], False, ())


def test_check_names_what_is_wrong_with_the_folder(harness):
    (harness.folder.parent / "file").write_bytes(b"")
    lost = directory.connect(directory.Settings(path=Path("lost")), name="docs", base_dir=harness.folder.parent)
    plain = directory.connect(directory.Settings(path=Path("file")), name="docs", base_dir=harness.folder.parent)
    assert [str(fault) for source in (lost, plain) for fault in source.check()] == [
        f"sources.docs.path <- there is no folder {harness.folder.parent}/lost; make it, or correct the path",
        f"sources.docs.path <- {harness.folder.parent}/file is not a folder",
    ]


def test_without_a_name_a_source_is_called_like_its_folder(harness):
    source = load("directory").connect(directory.Settings(path=harness.folder), name="", base_dir=Path("/"))
    assert source.name == "postmortems"
