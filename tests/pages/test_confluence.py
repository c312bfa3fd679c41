"""Pages of Confluence, Cloud and Data Center: one page for ever, no version for nothing, and people's words stay."""

from dataclasses import replace

import pytest
from fakes.confluence import ConfluenceFake
from pydantic import SecretStr

from connector.core.pages import File, Page, PageResult
from connector.errors import Conflict, Rejected, RemoteError
from connector.pages.confluence import Settings, connect
from connector.remote.http import Patience

PICTURE = File("share.png", b"\x89PNG one", "image/png")
PAGE = Page("2026-W47.html", "Actions: 2026-W47", b"<p>7 of 9 &amp; more</p>", files=(PICTURE,))
ON = ["cloud", "datacenter"]


class Memory(dict):
    """What is remembered of pages, while the test lasts."""

    def known(self):
        return dict(self)

    def keep(self, path, known):
        self[path] = known


@pytest.fixture(params=ON)
def fake(request):
    with ConfluenceFake(request.param, context="" if request.param == "cloud" else "/confluence") as server:
        yield server


@pytest.fixture
def memory():
    return Memory()


def store(fake, memory, *, installation="example-sre", **keys):
    keys = {"url": fake.url, "space": "OPS", "token": SecretStr(fake.token), **keys}
    if fake.is_cloud:
        keys = {"mail": fake.mail, "deployment": "cloud", **keys}
    quiet = Patience(sleep=lambda _: None, tries=2)
    return connect(Settings(**keys), base_dir=None, installation=installation, memory=memory, patience=quiet)


def text_of(fake, page=PAGE):
    return fake.page(page.title).body


def writes(fake):
    return [call for call in fake.traffic if call.method in ("POST", "PUT")]


def test_a_page_is_made_with_its_pictures_and_labels_and_then_left_alone(fake, memory):
    pages = store(fake, memory)
    assert pages.put(PAGE).result is PageResult.CREATED
    there = fake.page(PAGE.title)
    assert ("7 of 9" in there.body, there.version.number) == (True, 1)
    assert [each.filename for each in there.attachments.values()] == ["share.png"]
    assert {label.name for label in there.labels} == {"post-mortem-actions"}
    fake.clear()
    told = len(fake.notified)
    assert pages.put(PAGE).result is PageResult.UNCHANGED
    assert (len(fake.traffic) <= 2, writes(fake), fake.page(PAGE.title).version.number) == (True, [], 1)
    assert len(fake.notified) == told


def test_a_changed_page_keeps_its_id_and_replaces_its_pictures(fake, memory):
    pages = store(fake, memory)
    pages.put(PAGE)
    id_ = fake.page(PAGE.title).id
    other = replace(PAGE, data=b"<p>8 of 9</p>", files=(File("share.png", b"\x89PNG two", "image/png"),))
    assert pages.put(other).result is PageResult.UPDATED
    there = fake.page(PAGE.title)
    assert (there.id, "8 of 9" in there.body, there.body.count("8 of 9")) == (id_, True, 1)
    assert [(each.filename, each.data) for each in there.attachments.values()] == [("share.png", b"\x89PNG two")]
    fake.clear()
    only_words = replace(other, data=b"<p>9 of 9</p>")
    assert pages.put(only_words).result is PageResult.UPDATED
    assert not [call for call in writes(fake) if "attachment" in call.path]


def test_what_people_write_above_and_below_stays(fake, memory):
    pages = store(fake, memory)
    pages.put(PAGE)
    fake.edit_as_person(
        PAGE.title, body=f"<p>Read this first</p>{text_of(fake)}<p>See you Friday</p>", by="Dana Example"
    )
    unchanged = pages.put(PAGE)
    assert (unchanged.result, "edited by hand" in unchanged.note) == (PageResult.UNCHANGED, True)
    placed = pages.put(replace(PAGE, data=b"<p>8 of 9</p>"))
    assert (placed.result, "edited by hand" in placed.note) == (PageResult.UPDATED, True)
    body = text_of(fake)
    assert body.index("Read this first") < body.index("8 of 9") < body.index("See you Friday")
    assert "7 of 9" not in body
    again = pages.put(replace(PAGE, data=b"<p>9 of 9</p>"))
    assert (again.note, "See you Friday" in text_of(fake)) == ("", True)


def long_page(count, word="alert"):
    rows = "".join(f"<tr><td>{word} {n}</td></tr>" for n in range(count))
    return replace(PAGE, data=f"<h2>Overdue</h2><table><tbody>{rows}</tbody></table>".encode())


def parts_of(fake):
    return {each.title: each for each in fake.world.pages.values() if each.title.startswith(f"{PAGE.title}, part")}


def test_a_page_that_is_too_long_goes_on_on_pages_below_it_that_keep_their_ids(fake, memory):
    pages = store(fake, memory)
    pages.max_body = 6000
    assert pages.put(long_page(500)).result is PageResult.CREATED
    main, parts = fake.page(PAGE.title), parts_of(fake)
    assert sorted(parts) == [f"{PAGE.title}, part {at}" for at in (2, 3, 4)]
    assert {each.parent for each in parts.values()} == {main.id}
    told = main.body + "".join(each.body for each in parts.values())
    assert all(told.count(f"<td>alert {n}</td>") == 1 for n in range(500))
    fake.clear()
    assert pages.put(long_page(500)).result is PageResult.UNCHANGED
    assert (len(fake.traffic) <= 2 * 4, writes(fake)) == (True, [])
    changed = long_page(499)
    assert pages.put(changed).result is PageResult.UPDATED
    assert {title: each.id for title, each in parts_of(fake).items()} == {
        title: each.id for title, each in parts.items()
    }
    assert "<td>alert 499</td>" not in "".join(each.body for each in parts_of(fake).values())


def test_further_pages_that_are_not_needed_any_more_say_so_and_what_people_wrote_there_stays(fake, memory):
    pages = store(fake, memory)
    pages.max_body = 6000
    pages.put(long_page(500))
    title = f"{PAGE.title}, part 3"
    fake.edit_as_person(title, body=f"<p>Ours</p>{parts_of(fake)[title].body}", by="Dana Example")
    placed = pages.put(long_page(20))
    assert (placed.result, "edited by hand" in placed.note) == (PageResult.UPDATED, True)
    bodies = [each.body for each in parts_of(fake).values()]
    assert all("has room on the page above again" in body and "<td>" not in body for body in bodies)
    assert "<p>Ours</p>" in parts_of(fake)[title].body
    assert pages.put(long_page(20)).result is PageResult.UNCHANGED
    assert pages.put(long_page(500)).result is PageResult.UPDATED
    assert all("<td>" in each.body for each in parts_of(fake).values())


def test_a_further_page_whose_title_somebody_else_has_is_told(fake, memory):
    fake.add_page(f"{PAGE.title}, part 2", "<p>Mine</p>")
    pages = store(fake, memory)
    pages.max_body = 6000
    with pytest.raises(Rejected, match="has another page called 'Actions: 2026-W47, part 2'"):
        pages.put(long_page(500))
    assert parts_of(fake)[f"{PAGE.title}, part 2"].body == "<p>Mine</p>"


@pytest.mark.parametrize(("on_edit", "kept"), [("skip", True), ("replace", False)])
def test_a_page_edited_by_hand_is_left_or_replaced_as_the_configuration_says(fake, memory, on_edit, kept):
    pages = store(fake, memory, on_edit=on_edit)
    pages.put(PAGE)
    fake.edit_as_person(PAGE.title, body="<p>All of it is mine</p>", by="Dana Example")
    placed = pages.put(replace(PAGE, data=b"<p>8 of 9</p>"))
    assert placed.result is (PageResult.KEPT if kept else PageResult.UPDATED)
    assert "edited by hand" in placed.note
    assert ("All of it is mine" in text_of(fake)) is kept


def test_a_page_without_our_marks_any_more_is_told_and_not_overwritten(fake, memory):
    pages = store(fake, memory)
    pages.put(PAGE)
    fake.edit_as_person(PAGE.title, body="<p>All of it is mine</p>", by="Dana Example")
    with pytest.raises(Rejected, match="the marks around what is published are gone"):
        pages.put(replace(PAGE, data=b"<p>8 of 9</p>"))
    assert "All of it is mine" in text_of(fake)


def test_a_title_that_somebody_has_is_told_and_theirs_is_not_touched(fake, memory):
    fake.add_page(PAGE.title, "<p>The other team's</p>")
    with pytest.raises(Rejected, match=r"another page called 'Actions: 2026-W47'.*set another `title`"):
        store(fake, memory).put(PAGE)
    assert "The other team" in text_of(fake)
    mine = store(fake, Memory(), installation="another-team")
    mine.put(replace(PAGE, title="Free"))
    with pytest.raises(Rejected, match="another page called 'Free'"):
        store(fake, memory).put(replace(PAGE, title="Free"))


def test_a_lost_memory_finds_its_pages_by_their_marks(fake, memory):
    pages = store(fake, memory)
    pages.put(PAGE)
    id_ = fake.page(PAGE.title).id
    memory.clear()
    before = len(fake.world.pages)
    assert pages.put(PAGE).result is PageResult.UNCHANGED
    assert (memory[PAGE.path].id, len(fake.world.pages)) == (id_, before)


@pytest.mark.parametrize("fault", ["status_after", "reset_after", "timeout_after"])
@pytest.mark.parametrize("changed", [False, True])
def test_a_write_whose_answer_is_lost_is_done_once(fake, memory, fault, changed):
    pages = store(fake, memory)
    if changed:
        pages.put(PAGE)
    page = replace(PAGE, data=b"<p>8 of 9</p>")
    before = len(fake.world.pages)
    more = {"status": 502} if fault == "status_after" else {}
    fake.fail(fault, "PUT" if changed else "POST", "/pages" if fake.is_cloud else "/content", **more)
    pages.put(page)
    assert len(fake.world.pages) == before + (0 if changed else 1)
    assert fake.page(PAGE.title).version.number == (2 if changed else 1)
    assert text_of(fake).count("8 of 9") == 1
    fake.clear()
    assert pages.put(page).result is PageResult.UNCHANGED


@pytest.mark.parametrize("status", [500, 503])
def test_a_write_that_was_not_done_is_tried_again(fake, memory, status):
    pages = store(fake, memory)
    pages.put(PAGE)
    fake.fail("status", "PUT", "/pages/" if fake.is_cloud else "/content/", status=status)
    assert pages.put(replace(PAGE, data=b"<p>8 of 9</p>")).result is PageResult.UPDATED
    assert ("8 of 9" in text_of(fake), fake.page(PAGE.title).version.number) == (True, 2)


def test_somebody_who_writes_at_the_same_time_keeps_their_words(fake, memory):
    pages = store(fake, memory)
    pages.put(PAGE)

    def quicker(request):
        if request.method == "PUT" and "propert" not in request.path:
            fake.on_request = None
            fake.edit_as_person(PAGE.title, body=f"<p>Mine</p>{text_of(fake)}", by="Kim Sample")

    fake.on_request = quicker
    assert pages.put(replace(PAGE, data=b"<p>8 of 9</p>")).result is PageResult.UPDATED
    assert ("Mine" in text_of(fake), "8 of 9" in text_of(fake)) == (True, True)


def test_a_page_that_everybody_writes_is_given_up_for_now(fake, memory):
    pages = store(fake, memory)
    pages.put(PAGE)

    def quicker(request):
        if request.method == "PUT" and "propert" not in request.path:
            fake.edit_as_person(PAGE.title, body=f"<p>Mine</p>{text_of(fake)}", by="Kim Sample")

    fake.on_request = quicker
    with pytest.raises(Conflict, match="others wrote the page"):
        pages.put(replace(PAGE, data=b"<p>8 of 9</p>"))


def test_limits_are_waited_for(fake, memory):
    fake.throttle(retry_after=1)
    assert store(fake, memory).put(PAGE).result is PageResult.CREATED


def test_a_page_in_the_bin_is_made_anew(fake, memory):
    pages = store(fake, memory)
    pages.put(PAGE)
    first = fake.page(PAGE.title).id
    fake.trash_as_person(first)
    assert pages.put(PAGE).result is PageResult.CREATED
    assert memory[PAGE.path].id != first


@pytest.mark.parametrize("body", [b"<p>a &nbsp; b</p>", b"<p>a<br></p>", b"<p>open"])
def test_what_is_no_xhtml_is_not_sent(fake, memory, body):
    with pytest.raises(Rejected, match="no XHTML"):
        store(fake, memory).put(replace(PAGE, data=body))
    assert writes(fake) == []


def test_a_moved_and_renamed_page_is_found_by_its_id(fake, memory):
    pages = store(fake, memory)
    pages.put(PAGE)
    id_ = fake.page(PAGE.title).id
    fake.rename(id_, "Renamed by hand")
    pages.put(replace(PAGE, data=b"<p>8 of 9</p>"))
    assert (fake.page(id_).title, "8 of 9" in fake.page(id_).body) == (PAGE.title, True)


def test_pages_lie_below_the_parent_that_is_named(fake, memory):
    above = fake.add_page("Reports")
    pages = store(fake, memory, parent=above.id)
    pages.put(PAGE)
    assert fake.page(PAGE.title).parent == above.id
    assert pages.check() == ()
    (fault,) = store(fake, memory, parent="99999").check()
    assert (fault.path, "no page 99999" in fault.message) == ("pages.parent", True)
    (fault,) = store(fake, memory, space="NOWHERE").check()
    assert fault.path == "pages.space"


def test_a_refused_login_is_told_once_and_for_what_it_is(fake, memory):
    fake.expired = True
    pages = store(fake, memory)
    with pytest.raises(RemoteError):
        pages.put(PAGE)
    (fault,) = pages.check()
    assert fake.token not in str(fault)


def test_addresses_lead_people_to_the_page(fake, memory):
    pages = store(fake, memory)
    assert (pages.href(PAGE.path), pages.where(PAGE.path)) == (None, fake.url)
    pages.put(PAGE)
    assert pages.href(PAGE.path).startswith(fake.home)
    assert pages.paths() == (PAGE.path,)
