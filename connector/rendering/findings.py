"""What linting found, for people and for the programs that gate a change: lines, JSON, SARIF 2.1.0, GitHub annotations."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from connector.core.quality import RULES, Finding, Level

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_COMMANDS = {Level.NOTE: "notice", Level.WARNING: "warning", Level.ERROR: "error"}
"""What GitHub calls the levels."""


def as_line(finding: Finding) -> str:
    """Return a finding as compilers write theirs, so that editors can jump to it."""
    return f"{finding.path}:{finding.line}: {finding.level}: {_said(finding)} [{finding.rule}]"


def as_data(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return findings as plain data."""
    keys = ("path", "line", "rule", "level", "subject", "message")
    return [{key: getattr(finding, key) for key in keys} for finding in findings]


def as_sarif(findings: Sequence[Finding], *, version: str) -> dict[str, Any]:
    """Return findings as one run of a SARIF log, with the rules that there are."""
    rules = [
        {
            "id": rule.name,
            "shortDescription": {"text": rule.says},
            "defaultConfiguration": {"level": str(rule.level)},
        }
        for rule in RULES.values()
    ]
    driver = {"name": "connector", "version": version, "rules": rules}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": list(_results(findings))}],
    }


def _results(findings: Sequence[Finding]) -> Iterator[dict[str, Any]]:
    places = {name: place for place, name in enumerate(RULES)}
    for finding in findings:
        # A URI reference: a path as the log's reader finds it from where the log was made.
        uri = quote(PurePath(finding.path).as_posix())
        place = {"artifactLocation": {"uri": uri}, "region": {"startLine": max(1, finding.line)}}
        yield {
            "ruleId": finding.rule,
            "ruleIndex": places[finding.rule],
            "level": str(finding.level),
            "message": {"text": _said(finding)},
            "locations": [{"physicalLocation": place}],
        }


def as_annotation(finding: Finding) -> str:
    """Return a finding as a workflow command, which GitHub shows beside the line in a pull request."""
    where = f"file={_property(finding.path)},line={max(1, finding.line)},title={_property(finding.rule)}"
    return f"::{_COMMANDS[finding.level]} {where}::{_escaped(_said(finding))}"


def _said(finding: Finding) -> str:
    return f"'{finding.subject}' {finding.message}" if finding.subject else finding.message


def _escaped(text: str) -> str:
    """Escape what would end the command: a document must not write another one."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
