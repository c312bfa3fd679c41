"""Documents keep their word: links lead somewhere, commands and targets exist, and every one of them is told about."""

import re
import shlex
from pathlib import Path

import click
import pytest

from connector.cli.main import COMMANDS, group

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RECORDS = sorted((ROOT / "docs" / "adr").glob("*.md"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):.* ## ", MAKEFILE, re.MULTILINE))
LINK = re.compile(
    r"(?<!!)\[[^\]]+\]\((?!https?://|mailto:)([^)#\s]+)(?:#[^)]*)?\)|!\[[^\]]*\]\((?!https?://)([^)\s]+)\)"
)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def shell_lines(text: str) -> list[str]:
    """Return the lines of code blocks, fenced or indented, without prompts and continued lines joined."""
    fenced = [block for _, block in re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)]
    indented = re.findall(r"^ {4}(\S.*)$", text, re.MULTILINE)
    lines = [line for block in fenced for line in block.replace("\\\n", " ").splitlines()] + indented
    return [line.strip().removeprefix("$ ") for line in lines]


def commands(text: str) -> list[list[str]]:
    """Return what follows `connector` wherever a code block or inline code calls it, but not placeholders in capitals."""
    inline = re.findall(r"`(connector [^`\n]+)`", text)
    found = []
    for line in [*shell_lines(text), *inline]:
        call = re.split(r"\s#|\s[|>&]|;", line)[0]
        if re.match(r"(?:\.venv/bin/)?connector\s+[-a-z]", call):
            found.append(shlex.split(call)[1:])
    return found


def resolve(words: list[str]) -> tuple[click.Command, list[str]]:
    """Find the (sub)command that words call; return it and the option names given on the way."""
    here: click.Command = group
    context = click.Context(group)
    options, known = [], {name for each in group.params for name in each.opts}
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            name = word.partition("=")[0]
            options.append(name)
            taker = next((each for each in here.params if name in each.opts), None)
            skip = isinstance(taker, click.Option) and not taker.is_flag and "=" not in word
        elif isinstance(here, click.Group):
            inner = here.get_command(context, word)
            assert inner is not None, f"there is no command {word!r} in {' '.join(words)!r}"
            here = inner
            known |= {name for each in here.params for name in each.opts}
    return here, [name for name in options if name not in known | {"--help", "-h", "--version"}]


def test_there_is_something_to_check() -> None:
    assert {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "architecture.md"} <= {page.name for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    for found in LINK.finditer(text_of(page)):
        target = found[1] or found[2]
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_documented_commands_and_their_options_exist(page: Path) -> None:
    for words in commands(text_of(page)):
        _, unknown = resolve(words)
        assert unknown == [], f"{page.name}: connector {' '.join(words)}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_documented_targets_exist(page: Path) -> None:
    text = text_of(page)
    called = [line for line in [*shell_lines(text), *re.findall(r"`(make [a-z]+)`", text)] if line.startswith("make ")]
    for line in called:
        target = next(word for word in line.split()[1:] if "=" not in word)
        assert target in {*TARGETS, "..."}, f"{page.name}: {line}"


def test_the_readme_tells_about_every_command() -> None:
    told = {words[0] for words in commands(text_of(ROOT / "README.md"))}
    assert set(COMMANDS) - told == set()


def test_every_subcommand_and_option_says_what_it_does() -> None:
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        for each in [command, *(command.commands.values() if isinstance(command, click.Group) else [])]:
            assert each.help, f"{name}: {each.name} has no help"
            for option in each.params:
                assert not isinstance(option, click.Option) or option.help, f"{name}: {option.opts} has no help"


def test_records_are_numbered_without_gaps_and_say_why() -> None:
    assert [path.name[:4] for path in RECORDS] == [f"{number:04}" for number in range(1, len(RECORDS) + 1)]
    for path in RECORDS:
        text = text_of(path)
        assert text.startswith(f"# {path.name[:4]}: "), path.name
        parts = [text.index(f"\n## {part}\n") for part in ("Context", "Decision", "Consequences")]
        assert parts == sorted(parts), path.name


def test_the_changelog_keeps_its_form() -> None:
    text = text_of(ROOT / "CHANGELOG.md")
    assert "## [Unreleased]" in text
    for heading in re.findall(r"^### (.+)$", text, re.MULTILINE):
        assert heading in ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")


@pytest.mark.parametrize("suffix", [".py", ".md", ".toml", ".j2", ".txt"])
def test_no_file_names_a_machine(suffix: str) -> None:
    folders = ("connector", "docs", "examples", "mappings", "templates", "benchmarks")
    files = [path for folder in folders for path in (ROOT / folder).rglob(f"*{suffix}")]
    files += [path for path in ROOT.glob(f"*{suffix}") if path.is_file()]
    home = re.compile(r"(?<![\w.])/(?:home|root|Users)/\w+")
    named = [path.relative_to(ROOT).as_posix() for path in files if home.search(text_of(path))]
    assert named == []
