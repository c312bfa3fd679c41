"""Pages in a folder: whole, unchanged when the same, never outside."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from connector.core.pages import File, Page, PageResult
from connector.errors import ConfigError, Rejected, Unavailable
from connector.pages import KINDS, load
from connector.pages.directory import DirectoryPages, Settings, connect

PAGE = Page("2026-W47.html", "Week 47", b"<p>one</p>")


@pytest.fixture
def store(tmp_path: Path) -> DirectoryPages:
    return connect(Settings(path="site"), base_dir=tmp_path)


def test_every_kind_loads_and_an_unknown_one_is_refused() -> None:
    for kind in KINDS:
        assert load(kind).Settings
    with pytest.raises(ConfigError, match=r"pages\.kind <- 'wall' is not known"):
        load("wall")


def test_a_page_is_created_then_left_alone_then_updated(store: DirectoryPages, tmp_path: Path) -> None:
    file = tmp_path / "site" / "2026-W47.html"
    assert store.put(PAGE).result is PageResult.CREATED
    os.utime(file, ns=(1, 1))
    assert store.put(PAGE).result is PageResult.UNCHANGED
    assert file.stat().st_mtime_ns == 1
    assert store.put(replace(PAGE, data=b"<p>two</p>")).result is PageResult.UPDATED
    assert file.read_bytes() == b"<p>two</p>"
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["2026-W47.html"]


def test_pages_are_listed_and_have_addresses(store: DirectoryPages, tmp_path: Path) -> None:
    assert store.paths() == ()
    for path in ("b.html", "sub/a.html", "chart.svg"):
        store.put(replace(PAGE, path=path))
    assert store.paths() == ("b.html", "sub/a.html")
    assert store.where("sub/a.html") == f"{tmp_path.as_uri()}/site/sub/a.html"


@pytest.mark.parametrize(
    "path",
    ["../x.html", "a/../../x.html", "/etc/x.html", "", ".", "a\x00b", "..", "a\\..\\b", "loop/x.html", "out/x.html"],
)
def test_a_path_cannot_lead_out_of_the_folder(store: DirectoryPages, tmp_path: Path, path: str) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "site" / "out").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "site" / "loop").symlink_to(tmp_path / "site" / "loop")
    with pytest.raises((Rejected, Unavailable)):
        store.put(replace(PAGE, path=path))
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert sorted(each.name for each in tmp_path.iterdir()) == ["elsewhere", "site"]


def test_a_folder_that_cannot_be_written_is_reported_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file")
    store = connect(Settings(path="site"), base_dir=tmp_path)
    with pytest.raises(Unavailable, match=r"cannot publish 2026-W47\.html"):
        store.put(PAGE)
    assert [str(fault) for fault in store.check()] == [f"pages.path <- {tmp_path}/site is a file, not a folder"]


def test_check_writes_nothing_and_finds_a_folder_to_be_made(store: DirectoryPages, tmp_path: Path) -> None:
    assert store.check() == ()
    assert list(tmp_path.iterdir()) == []


def test_settings_have_a_title_and_refuse_other_keys() -> None:
    assert connect(Settings(title="Ours"), base_dir=Path("/x")).title == "Ours"
    for keys in ({"folder": "x"}, {"path": ""}):
        with pytest.raises(ValidationError):
            Settings.model_validate(keys)


def test_files_stand_beside_their_page_and_a_changed_one_is_an_update(tmp_path: Path) -> None:
    store = connect(Settings(path="pages"), base_dir=tmp_path)
    page = replace(PAGE, files=(File("2026-W47.csv", b"a,b", "text/csv"),))
    assert store.put(page).result is PageResult.CREATED
    assert (tmp_path / "pages" / "2026-W47.csv").read_bytes() == b"a,b"
    assert store.put(page).result is PageResult.UNCHANGED
    assert store.put(replace(page, files=(File("2026-W47.csv", b"a,c", "text/csv"),))).result is PageResult.UPDATED
    assert store.paths() == ("2026-W47.html",)
    with pytest.raises(Rejected):
        store.put(replace(page, files=(File("../out.csv", b"", "text/csv"),)))
