"""A day, or who and when side by side, at an end of an entry."""

from datetime import date

import pytest

from connector.parsing import ParseOptions, parse

HEAD = "# Outage\n\nDate: 2026-11-02\n\n## Action items\n\n- Add an alert for the queue\n- "
DAY = date(2026, 11, 30)


def read(line):
    item = parse(f"{HEAD}{line}\n".encode(), "a.md").items[1]
    return item.action, item.owner, item.due


@pytest.mark.parametrize(
    "line",
    [
        "Rotate the keys (Tomas) 2026-11-30",
        "Rotate the keys [2026-11-30] (Tomas)",
        "Rotate the keys (2026-11-30) @Tomas",
        "Rotate the keys @Tomas, 2026-11-30",
        "Rotate the keys: Tomas: 2026-11-30",
        "Rotate the keys by 30 November, Tomas",
        "Rotate the keys / Tomas / 2026-11-30",
        "Tomas / 2026-11-30 / Rotate the keys",
        "2026-11-30 Tomas: Rotate the keys",
        "2026-11-30: Tomas: Rotate the keys",
        "Tomas 2026-11-30: Rotate the keys",
        "Tomas (2026-11-30): Rotate the keys",
        "@Tomas 2026-11-30: Rotate the keys",
        "@Tomas 2026-11-30 Rotate the keys",
        "(Tomas, 30/11) Rotate the keys",
        "Rotate the keys (Tomas) - ETA 2026-11-30",
        "Rotate the keys, Tomas, 2026-11-30",
        "Rotate the keys, Tomas, due 30 November",
        "[Tomas, 2026-11-30] Rotate the keys",
        "(2026-11-30, Tomas) Rotate the keys",
        "due:2026-11-30 owner:Tomas Rotate the keys",
        "Rotate the keys due:2026-11-30 owner:Tomas",
        "Rotate the keys (owner:Tomas, due:2026-11-30)",
    ],
)
def test_who_and_when_are_read_in_any_order_at_either_end(line):
    assert read(line) == ("Rotate the keys", "Tomas", DAY)


def test_a_mail_address_and_a_day_say_who_and_when():
    found = read("Rotate the keys <tomas@example.com> by 2026-11-30")
    assert found == ("Rotate the keys", "tomas@example.com", DAY)


@pytest.mark.parametrize(
    "line",
    [
        "Rotate the keys, 30 Nov",
        "Rotate the keys 30 Nov",
        "Rotate the keys 2026-11-30",
        "30 Nov - Rotate the keys",
        "Nov 30, 2026 Rotate the keys",
        "30.11.2026 Rotate the keys",
        "By 30 Nov: Rotate the keys",
    ],
)
def test_a_day_that_is_not_over_needs_no_word_at_an_end(line):
    assert read(line) == ("Rotate the keys", None, DAY)


@pytest.mark.parametrize(
    "line",
    [
        "Write up the incident of 2026-11-30",
        "Move to API version 2026-11-30",
        "Fix the crash seen on 2026-11-30",
        "Alert on memory, disk, Tomas, 30 November, 1 December",
        "Tell customers of the outage expected 2026-11-30",
        "Compare the graphs 2026-11-01",
        "Look at the run of 1 November, 2 November",
        "Kafka 2026-11-30: upgrade the brokers",
        "Meet the team for Wednesday Nov 25",
        "Rotate the certificate expiring 2026-11-30",
        "Delete the backups older than 2026-11-30",
        "Add tags owner:platform team:sre",
        "Fix the flaky test 12/11",
    ],
)
def test_a_day_or_a_label_that_the_words_are_about_stays_in_them(line):
    assert read(line) == (line, None, None)


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (HEAD, "Announce the maintenance on 2026-11-30"),
        ("# Outage\n\n## Action items\n\n- Add an alert\n- ", "Announce the maintenance on 2026-11-30"),
        ("# Outage\n\n## Action items\n\n- Add an alert\n- ", "Review the records 2026-11-30"),
        ("# Outage\n\n## Action items\n\n- Add an alert\n- ", "Review the records, 30 November 2026"),
    ],
)
def test_a_whole_day_that_may_be_when_it_is_due_is_asked_about(head, line):
    item = parse(f"{head}{line}\n".encode(), "a.md").items[1]
    assert (item.action, item.due) == (line, None)
    assert "may be when it is due" in item.problems[0]


def test_a_day_on_which_something_was_seen_asks_for_nothing():
    assert read("Announce the maintenance on 2026-10-30") == ("Announce the maintenance on 2026-10-30", None, None)


@pytest.mark.parametrize("rank", [" (Tomas) P1", " (Tomas) 2026-11-30, P1", ", Tomas, 2026-11-30, P1"])
def test_a_priority_behind_who_and_when_hides_neither(rank):
    items = parse(f"{HEAD}Rotate the keys{rank}\n- Patch the proxy (Kim)\n".encode(), "a.md").items
    assert (items[1].action, items[1].owner, items[1].priority) == ("Rotate the keys", "Tomas", "P1")


def test_who_is_told_stays_an_owner_where_a_bracket_says_more():
    assert read("Rotate the keys (owner Tomas, low effort)") == ("Rotate the keys (low effort)", "Tomas", None)
    assert read("By 30 Nov Tomas will rotate the keys") == ("Tomas will rotate the keys", "Tomas", DAY)


TASK = "<ac:task><ac:task-status>incomplete</ac:task-status><ac:task-body>{}</ac:task-body></ac:task>"
WHO, WHEN = '<ac:link><ri:user ri:account-id="557058:aa"/></ac:link>', '<time datetime="2026-11-30"/>'


@pytest.mark.parametrize(
    ("words", "owner"),
    [
        (f"{WHO} Rotate the keys {WHEN}", "557058:aa"),
        (f"{WHEN} {WHO} Rotate the keys", "557058:aa"),
        (f"{WHO} {WHEN} Rotate the keys", "557058:aa"),
        (f"Rotate the keys {WHEN} {WHO}", "557058:aa"),
        (f"Rotate {WHO} the keys by {WHEN}", "557058:aa"),
        (f"Rotate the keys {WHEN}", None),
        (f"{WHEN} Rotate the keys", None),
        (f"{WHO} and {WHO.replace('aa', 'bb')} Rotate the keys {WHEN}", "557058:aa and 557058:bb"),
    ],
)
def test_the_day_of_a_confluence_task_is_due_wherever_it_stands(words, owner):
    page = f"<h2>Action items</h2><ac:task-list>{TASK.format(words)}</ac:task-list>"
    (item,) = parse(page.encode(), "a.html").items
    assert (item.action, item.owner, item.due) == ("Rotate the keys", owner, DAY)


def test_words_between_a_handle_and_a_day_are_kept():
    assert read("Rotate @kim the keys by 2026-11-30")[0] == "Rotate @kim the keys by 2026-11-30"
    assert read("Rotate the keys 📅 2026-11-30") == ("Rotate the keys", None, DAY)


@pytest.mark.parametrize(
    "words",
    [
        "Investigate the outage of 2026-11-01",
        "Remove the rule added on 2026-11-01",
        "Enforce MFA as of 2026-11-30",
        "Keep the old host until 2026-11-30",
    ],
)
def test_a_day_that_the_words_before_a_bracket_speak_of_stays_in_them(words):
    assert read(f"{words} (@kim)") == (words, "kim", None)


@pytest.mark.parametrize(
    ("bracket", "found"),
    [
        ('(@kim, ~"severity::2", due 2026-11-30)', ('Rotate the keys (~"severity::2")', "kim", DAY)),
        ("(@kim, est. 3 days, due 2026-11-30)", ("Rotate the keys (est. 3 days)", "kim", DAY)),
        ("(@kim; 30.11.)", ("Rotate the keys", "kim", DAY)),
        ("(Kim, 30.11.)", ("Rotate the keys", "Kim", DAY)),
        ("(J. van der Berg / 30 Nov)", ("Rotate the keys", "J. van der Berg", DAY)),
        ("(owner - Kim; due - Nov 30)", ("Rotate the keys (owner - Kim; due - Nov 30)", None, None)),
    ],
)
def test_a_bracket_is_never_cut_in_two(bracket, found):
    assert read(f"Rotate the keys {bracket}") == found


def test_somebody_called_like_a_month_is_one_of_several():
    options = ParseOptions(people=frozenset(("jan", "bob", "may")))

    def owner(bracket):
        text = f"# Outage\n\nDate: 2026-11-02\n\n## Action items\n\n- Rotate the keys {bracket}\n"
        return parse(text.encode(), "a.md", options=options).items[0].owner

    assert [owner(one) for one in ("(Bob, Jan)", "(Jan, 4 May)", "(Jan)")] == ["Bob, Jan", "Jan", "Jan"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Ana <ana@example.com>: Rotate the keys", ("Rotate the keys", "ana@example.com", None)),
        ("Rotate the keys - Ana Diaz <ana@example.com> - 2026-11-30", ("Rotate the keys", "ana@example.com", DAY)),
        ("Rotate the keys (Ana <ana@example.com>, 2026-11-30)", ("Rotate the keys", "ana@example.com", DAY)),
    ],
)
def test_of_a_name_with_an_address_the_address_says_who(line, found):
    assert read(line) == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "Gå gjennom timeouts – ansvarlig: Ola Hansen – innen utgangen av november",
            ("Gå gjennom timeouts", "Ola Hansen", DAY),
        ),
        ("Automatizar el failover. Dueño: @pedro", ("Automatizar el failover.", "pedro", None)),
        ("SRCH-4421: Delete old shards — Ray, closed", ("Delete old shards", "Ray", None)),
    ],
)
def test_who_is_told_behind_a_dash_or_a_label_in_other_languages_too(line, found):
    assert read(line) == found


@pytest.mark.parametrize(
    "told",
    [
        *(
            "(Verantwortlich: Kim)",
            "(verantwortlich ist Kim)",
            "(zuständig Kim)",
            "(Verantw.: Kim)",
            "(Verantwortliche/r: Kim)",
        ),
        *(
            "(verantwortliche Person: Kim)",
            "(responsable : Kim)",
            "(pilote : Kim)",
            "(à la charge de Kim)",
            "(attribué à Kim)",
        ),
        *("(a cargo de Kim)", "(encargada: Kim)", "(asignado a Kim)", "(responsabile: Kim)", "(ansvarlig Kim)"),
        *("[zuständig: Kim]", "– zuständig: Kim", ". Verantwortlich ist Kim.", ", zuständig ist Kim"),
    ],
)
def test_who_is_told_in_brackets_in_other_languages(told):
    assert read(f"Rotate the keys {told}") == ("Rotate the keys", "Kim", None)


@pytest.mark.parametrize("words", ["(zuständig für DNS)", "(responsable de la base)", "(verantwortlich, falls nötig)"])
def test_what_someone_answers_for_is_no_owner(words):
    assert read(f"Rotate the keys {words}") == (f"Rotate the keys {words}", None, None)


def test_a_link_and_how_it_stands_are_the_ticket_and_its_status():
    (item,) = parse(b"# Outage\n\n## Action items\n\n- https://github.com/acme/ops/pull/12 merged\n", "a.md").items
    assert (str(item.status), item.refs) == ("done", ("https://github.com/acme/ops/pull/12",))
