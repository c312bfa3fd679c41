"""The examples that the demo runs on, and the reference configuration: they load, and they hold what they are there to show."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from connector.core.model import PostMortem, Status
from connector.settings.config import Config, load_config
from connector.settings.people_file import load_people

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
DOCUMENTS = sorted(path for path in (EXAMPLES / "postmortems").iterdir() if path.is_file())
TEMPLATE = "template.md"

# name: items, of which done, of which held (a date that cannot be read for sure), and of which without any due date
EXPECTED = {
    "2026-09-14-search-ranking.md": (5, 2, 0, 0),
    "2026-09-30-checkout-timeouts.md": (4, 0, 0, 2),
    "2026-10-05-newsletter-near-miss.md": (0, 0, 0, 0),
    "2026-10-07-recommendations-empty.md": (1, 0, 0, 0),
    "2026-10-12-fraud-model-drift.md": (6, 1, 0, 0),
    "2026-10-19-price-suggestions.txt": (5, 1, 0, 0),
    "2026-10-22-support-assistant.html": (4, 0, 1, 0),
    "2026-10-26-image-search.rst": (4, 0, 0, 0),
    "2026-10-29-gift-card-balance.md": (5, 1, 1, 0),
    TEMPLATE: (0, 0, 0, 0),
}


def read(name: str) -> PostMortem:
    from connector.parsing import ParseOptions, parse

    data = (EXAMPLES / "postmortems" / name).read_bytes()
    return parse(data, name, options=ParseOptions(date_order=None))


def test_every_example_is_expected() -> None:
    assert [path.name for path in DOCUMENTS] == sorted(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_an_example_holds_the_items_it_is_there_to_show(name: str) -> None:
    items = read(name).items
    done = [item for item in items if item.status is Status.DONE]
    held = [item for item in items if item.problems]
    undated = [item for item in items if item.due is None and not item.problems]
    assert (len(items), len(done), len(held), len(undated)) == EXPECTED[name], [item.action for item in items]


@pytest.mark.parametrize("name", sorted(set(EXPECTED) - {TEMPLATE}))
def test_an_example_says_when_it_was_and_how_bad(name: str) -> None:
    read_as = read(name)
    assert read_as.incident_date is not None
    assert date(2026, 9, 1) <= read_as.incident_date <= date(2026, 11, 2)
    assert read_as.severity in ("Low", "Medium", "High", "Critical")
    assert not read_as.is_template


def test_the_template_yields_nothing_and_is_known_as_one() -> None:
    read_as = read(TEMPLATE)
    assert read_as.is_template
    assert read_as.items == ()


def test_owners_are_people_but_for_the_one_who_is_there_to_be_unknown() -> None:
    people = load_people(EXAMPLES / "people.toml")
    known = {name.casefold() for person in people for name in (person.name, *person.aliases)} | {"jose alvarez"}
    strangers = {
        owner
        for name in EXPECTED
        for item in read(name).items
        for owner in item.owners
        if owner.casefold() not in known
    }
    assert strangers == {"Chris Miller"}


def test_priorities_are_words_that_the_shipped_field_map_knows() -> None:
    words = tomllib.loads((ROOT / "mappings" / "local.toml").read_text(encoding="utf-8"))["priority"]["words"]
    known = {*words, *(each for synonyms in words.values() for each in synonyms)}
    used = {item.priority for name in EXPECTED for item in read(name).items} - {None}
    assert {each.lower() for each in used if each} <= known
    assert len(used) >= 4


def test_one_item_has_two_owners() -> None:
    several = [item.owners for name in EXPECTED for item in read(name).items if len(item.owners) > 1]
    assert several == [("Max Roth", "Eva Lind")]


def test_one_item_names_a_ticket_made_by_hand_and_a_done_one_names_a_foreign_ticket() -> None:
    named = {ref: item.status for name in EXPECTED for item in read(name).items for ref in item.refs}
    assert named == {
        "../tickets/SHOP-1.md": Status.IN_PROGRESS,
        "https://tickets.example.com/browse/PLAT-118": Status.DONE,
    }
    assert (EXAMPLES / "postmortems" / "../tickets/SHOP-1.md").is_file()


def test_due_dates_lie_around_the_three_weeks_of_the_demo() -> None:
    due = [item.due for name in EXPECTED for item in read(name).items if item.due and item.status is not Status.DONE]
    reported_week = [each for each in due if each.isocalendar()[:2] == (2026, 47)]
    assert min(due) >= date(2026, 10, 1)
    assert max(due) <= date(2027, 1, 31)
    assert any(each < date(2026, 11, 2) for each in due), "nothing is overdue when the demo starts"
    assert len(reported_week) >= 6


def test_people_have_managers_on_two_levels_and_mail_at_example_com() -> None:
    people = {person.id: person for person in load_people(EXAMPLES / "people.toml")}
    managers = {person.manager for person in people.values() if person.manager}
    assert {people[each].manager for each in managers} - {None}, "no manager has a manager"
    assert all(person.mail and person.mail.endswith("@example.com") for person in people.values())


def test_the_demos_configuration_loads_and_stays_in_its_folder() -> None:
    config = load_config(EXAMPLES / "connector.toml")
    paths = [*(each.own["path"] for each in (*config.sources, *config.trackers)), config.pages.own["path"]]
    for each in paths:
        assert not Path(each).is_absolute()
        assert ".." not in Path(each).parts


# --- config.example.toml ---------------------------------------------------------------------------------------------

NO_EFFECTS = {"comment": False, "label": None, "raise_priority": False}
REFERENCE = (ROOT / "config.example.toml").read_text(encoding="utf-8")
# A commented line that is a setting or a section, not a sentence.
OPTIONAL = re.compile(r"^# (?=\w+ = \S|\[\[?[\w.]+\]\]?$)", re.MULTILINE)


def settings_of(model: type, at: str = "") -> set[str]:
    """Return the dotted names of all settings of a pydantic model; those of adapters are checked by loading."""
    found = set()
    for name, field in model.model_fields.items():
        inner = field.annotation
        inner = getattr(inner, "__args__", (inner,))[0] if getattr(inner, "__origin__", None) is list else inner
        if hasattr(inner, "model_fields") and "kind" not in inner.model_fields:
            found |= settings_of(inner, f"{at}{name}.")
        else:
            found.add(f"{at}{name}")
    return found


def names_in(data: object, at: str = "") -> set[str]:
    """Return the dotted names of all values in parsed TOML; entries of a list share theirs."""
    match data:
        case dict():
            return {name for key, value in data.items() for name in {f"{at}{key}", *names_in(value, f"{at}{key}.")}}
        case list():
            return {name for value in data for name in names_in(value, at)}
    return set()


def test_the_reference_configuration_loads() -> None:
    assert load_config(ROOT / "config.example.toml").installation == "acme-sre"


def test_the_reference_configuration_loads_with_every_optional_setting_switched_on(tmp_path: Path) -> None:
    every = tmp_path / "connector.toml"
    every.write_text(OPTIONAL.sub("", REFERENCE), encoding="utf-8")
    config = load_config(every)
    assert config.date_order == "DMY"
    assert [each.kind for each in config.notifiers] == ["log", "mail", "apprise"]


def instead(reference: str) -> str:
    """Return the reference with what its lines with two hashes show, in place of the table of the same name."""
    (block,) = re.findall(r"(?:^## .*\n)+", reference, re.MULTILINE)
    shown = re.sub(r"^## ", "", block, flags=re.MULTILINE)
    table = shown.splitlines()[0]
    before, _, after = reference.replace(block, "").partition(table + "\n")
    return before + shown + re.sub(r"\A(?:\w.*\n)+", "", after)


def test_the_reference_configuration_loads_with_its_alternative(tmp_path: Path) -> None:
    other = tmp_path / "connector.toml"
    other.write_text(
        re.sub("^token_file.*\n", "", instead(REFERENCE), flags=re.MULTILINE).replace(
            'space = "SRE"', 'space = "SRE"\ntoken = "x"'
        )
    )
    config = load_config(other)
    assert (config.pages.kind, config.pages.own["space"]) == ("confluence", "SRE")


def test_the_reference_configuration_shows_every_setting() -> None:
    shown = names_in(tomllib.loads(OPTIONAL.sub("", REFERENCE))) | names_in(tomllib.loads(instead(REFERENCE)))
    assert settings_of(Config) - shown == set()


def test_what_the_reference_shows_as_default_is_the_default() -> None:
    data = tomllib.loads(REFERENCE)
    sections = ("ledger", "policy", "guard", "report", "schedule", "log")
    bare = {key: data[key] for key in ("installation", "sources", "trackers")}
    defaults = Config(**bare).model_dump(mode="json")
    for section in sections:
        # What depends on the tracker while it is left out cannot be shown as a value.
        assert data[section] == {key: value for key, value in defaults[section].items() if value is not None}
    assert [
        {"when": {}, "weekdays": [], "ticket": NO_EFFECTS, **rung} for rung in data["escalation"]["rungs"]
    ] == defaults["escalation"]["rungs"]
