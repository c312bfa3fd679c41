"""What an installation wants of its action items: the `[lint]` table, which also stands alone.

A change to documents is gated where no tracker's secret is: so the table is read by itself, and faults elsewhere are not
looked for.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from connector.core.quality import RULES, Level, Policy
from connector.errors import ConfigError
from connector.settings.configfaults import faults_of

Days = Annotated[int, Field(ge=1, le=3650, strict=True)]
Word = Annotated[str, Field(min_length=2)]


class LintConfig(BaseModel):
    """Levels by rule, days after the post-mortem by priority, words of the house, and from which level on it fails."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    rules: dict[str, Level] = Field(default_factory=dict)
    due_days: dict[str, Days] = Field(default_factory=dict)
    vague: list[Word] = []
    blaming: list[Word] = []
    fail_on: Literal["note", "warning", "error"] = "warning"

    @field_validator("rules")
    @classmethod
    def _known(cls, rules: dict[str, Level]) -> dict[str, Level]:
        if strange := sorted(set(rules) - set(RULES)):
            raise ValueError(f"there is no rule '{strange[0]}' (allowed: {', '.join(RULES)})")
        return rules

    @property
    def policy(self) -> Policy:
        days = {priority.strip().lower(): count for priority, count in self.due_days.items()}
        return Policy(self.rules, days, tuple(self.vague), tuple(self.blaming))


class LintFile(BaseModel):
    """What linting reads of a configuration."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    date_order: Literal["DMY", "MDY", "YMD"] | None = None
    lint: LintConfig = LintConfig()


def load_lint(path: Path) -> LintFile:
    """Read what linting needs of a configuration. Raises ConfigError naming each fault there."""
    from connector.settings.config import read_toml

    data = read_toml(path, what="configuration", start="copy config.example.toml, or name another with --config")
    try:
        return LintFile.model_validate(data)
    except ValidationError as error:
        raise ConfigError(faults_of(error, LintFile), file=str(path)) from error
