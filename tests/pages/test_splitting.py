"""Pages that are too long: rows of their longest tables go to further pages, none is lost, and what is there is XHTML."""

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from connector.pages.splitting import ROWS, split

AC, RI = "http://atlassian.com/content", "http://atlassian.com/resource/identifier"
WIDE = "\u00e9"
HEAD = "<thead><tr><th>Action</th></tr></thead>"


def table(name, count, width=20):
    rows = "\n".join(f"<tr><td>{name} {n} {WIDE * width}</td></tr>" for n in range(count))
    return f"<h2>All of {name} &amp; more</h2><table>{HEAD}<tbody>\n{rows}\n</tbody></table><p>after {name}</p>"


def parsed(body):
    return ET.fromstring(f'<page xmlns:ac="{AC}" xmlns:ri="{RI}">{body}</page>')


def cut(body, limit):
    return split(body, title='Ours & "more"', part=lambda at: f'Ours & "more", part {at}', limit=limit)


def rows(bodies):
    return [each.text.rsplit(" ", 1)[0] for body in bodies for each in parsed(body).iter("td")]


def test_what_has_room_stays_as_it_is():
    body = table("a", 500)
    assert cut(body, len(body.encode())) == (body, ())


def test_the_longest_table_goes_on_below_and_the_page_leads_there():
    body = table("short", 120) + table("long", 400)
    first, further = cut(body, 30_000)
    assert [each.text for each in parsed(first).iter("p")][-2:] == [
        f"The first {ROWS} of 400 rows; the others: ",
        "after long",
    ]
    links = [each.get(f"{{{RI}}}content-title") for each in parsed(first).iter(f"{{{RI}}}page")]
    assert links == ['Ours & "more", part 2']
    assert len(rows([first])) == 120 + ROWS
    (second,) = further
    assert [each.text for each in parsed(second).iter("h2")] == ["All of long & more"]
    assert [each.text for each in parsed(second).iter("p")] == ["Part of ", "Rows 101 to 400 of 400"]
    assert [each.text for each in parsed(second).iter("th")] == ["Action"]
    assert sorted(rows([first, second])) == sorted(rows([body]))


def test_a_table_inside_a_macro_or_with_a_table_inside_is_cut_as_one():
    inner = "".join(f"<tr><td>x<table><tbody><tr><td>in {n} it</td></tr></tbody></table></td></tr>" for n in range(300))
    body = f'<ac:structured-macro ac:name="expand"><ac:rich-text-body><table><tbody>{inner}</tbody></table></ac:rich-text-body></ac:structured-macro>'
    first, (second,) = cut(body, 20_000)
    assert len(list(parsed(first).iter("table"))) == 1 + ROWS
    assert len(list(parsed(second).iter("table"))) == 1 + 200


def test_what_no_table_makes_longer_stays_too_long():
    body = f"<p>{'x' * 5000}</p>{table('a', ROWS)}"
    assert cut(body, 1000) == (body, ())


@given(st.lists(st.integers(0, 700), min_size=1, max_size=4), st.integers(12_000, 60_000))
def test_no_row_is_lost_or_told_twice_and_further_pages_have_room(counts, limit):
    body = "".join(table(f"t{at}", count) for at, count in enumerate(counts))
    first, further = cut(body, limit)
    assert sorted(rows([first, *further])) == sorted(rows([body]))
    assert all(len(each.encode()) <= limit for each in further)
    assert len(first.encode()) <= max(limit, len(counts) * (ROWS * 80 + 500))
    wanted = {int(at) for at in re.findall(r"part (\d+)", first)}
    assert wanted == set(range(2, len(further) + 2))
    assert cut(body, limit) == (first, further)
