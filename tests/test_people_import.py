"""People from spreadsheets."""

import tomllib

import pytest

from connector.errors import ConfigError
from connector.settings.people_file import load_people
from connector.settings.people_import import as_toml, read_csv


def table(tmp_path, text, *, trackers=()):
    path = tmp_path / "people.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_csv(path, trackers=trackers)


def imported(tmp_path, text):
    return table(tmp_path, text).rows


def test_a_spreadsheet_becomes_a_people_file(tmp_path):
    rows = imported(
        tmp_path,
        "\ufeffName;E-Mail;Manager;Jira account ID;GitHub login;Team;Nicknames;Holidays\r\n"
        "Dana Example;dana@example.com;robin@example.com;557058:abc;dana-x;search;Dana E., boss;DE-BE\r\n"
        '"Robin ""R."" Placeholder";robin@example.com;;;robin;;;\r\n\r\n',
    )
    path = tmp_path / "people.toml"
    path.write_text(as_toml(rows), encoding="utf-8")
    dana, robin = load_people(path)
    assert (dana.id, dana.name, dana.mail, dana.manager, dana.region) == (
        "dana-example",
        "Dana Example",
        "dana@example.com",
        "robin-r-placeholder",
        "DE-BE",
    )
    assert dana.handles == {"jira": "557058:abc", "github": "dana-x"}
    assert dana.aliases == ("Dana E., boss",)
    assert (robin.name, robin.handles) == ('Robin "R." Placeholder', {"github": "robin"})


def test_two_of_one_name_get_two_ids_and_a_manager_of_that_name_is_unclear(tmp_path):
    rows = imported(tmp_path, "name,mail\nKim Sample,a@example.com\nKim Sample,b@example.com\n")
    assert [row.id for row in rows] == ["kim-sample", "kim-sample-2"]
    with pytest.raises(ConfigError, match=r"line 4 <- the manager 'Kim Sample' could be kim-sample, kim-sample-2"):
        imported(tmp_path, "name,manager\nKim Sample,\nKim Sample,\nLee Other,Kim Sample\n")


def test_hostile_cells_stay_text(tmp_path):
    text = 'name,slack\n"A ""quoted""\n[people.x] = 1",\\evil"\n'
    rows = imported(tmp_path, text)
    read = tomllib.loads(as_toml(rows))["people"]
    assert list(read) == ["a-quoted-people-x-1"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no column 'name'; it has none"),
        ("mail,team\nx@y,z\n", "has no column 'name'; it has mail, team"),
        ("name,team\n,search\n", "line 2 <- has no name"),
        ("name,team\nDana,search,ops\n", "line 2 <- has 3 cells under 2 columns: quote what has commas"),
        ("name,github\nDana,dx\nLee,\nKim,@DX\n", "line 4 <- handles.github: '@DX' is also that of dana (line 2)"),
        (
            "name,mail\nDana,a@example.com\nKim,a@example.com\n",
            "line 3 <- mail: 'a@example.com' is also that of dana (line 2)",
        ),
        ("name,mail\nDana,nowhere\n", "line 2 <- mail: 'nowhere' is no mail address"),
        (
            "name,manager\nDana,Kim\nKim,Dana\n",
            "line 2 <- manager: the managers go round in a ring: dana -> kim -> dana",
        ),
        ("name,manager\nDana,Nobody\n", "line 2 <- the manager 'Nobody' is nobody in this file"),
        (b"name\n\xff\xfe\n", "is not UTF-8 text: export it as CSV UTF-8"),
        ('name\n"open\n', "is no CSV"),
    ],
)
def test_every_fault_is_named_with_its_line(tmp_path, text, words):
    with pytest.raises(ConfigError) as raised:
        imported(tmp_path, text)
    assert words in str(raised.value)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_csv(tmp_path / "nonesuch.csv")


def test_columns_that_are_no_system_of_handles_are_left_out_and_named(tmp_path):
    text = "name,Job-Title,location,GitHub,Jira account id,ops handle,Ops 2,github team\nDana,DBA,Paris,dx,557:1,d1,d2,core\n"
    read = table(tmp_path, text, trackers=["Ops", "ops-2"])
    assert read.rows[0].handles == {"github": "dx", "jira": "557:1", "ops": "d1", "ops-2": "d2"}
    assert read.left_out == ("job-title", "location", "github team")
    assert table(tmp_path, text).rows[0].handles == {"github": "dx", "jira": "557:1"}
