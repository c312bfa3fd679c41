"""What linting found, as programs read it."""

import json

from connector.core.quality import Finding, Level
from connector.rendering.findings import as_annotation, as_line, as_sarif

FINDING = Finding("specific", Level.WARNING, "docs/a b.md", 4, "Be 100% careful", "asks people\nto be different")


def test_a_line_is_written_as_compilers_do():
    assert as_line(FINDING).startswith("docs/a b.md:4: warning: 'Be 100% careful' asks people")
    assert as_line(FINDING).endswith("[specific]")


def test_an_annotation_cannot_be_broken_out_of():
    hostile = Finding("specific", Level.NOTE, "a,b:c.md", 0, "x\n::error::boo", "m")
    assert as_annotation(FINDING) == (
        "::warning file=docs/a b.md,line=4,title=specific::'Be 100%25 careful' asks people%0Ato be different"
    )
    assert as_annotation(hostile) == "::notice file=a%2Cb%3Ac.md,line=1,title=specific::'x%0A::error::boo' m"


def test_sarif_names_rules_places_and_levels():
    log = json.loads(json.dumps(as_sarif([FINDING], version="1.2.3")))
    (run,) = log["runs"]
    assert (log["version"], run["tool"]["driver"]["version"]) == ("2.1.0", "1.2.3")
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "specific"
    assert result["level"] == "warning"
    place = result["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("docs/a%20b.md", 4)
