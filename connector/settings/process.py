"""The `[process]` table: which incidents need a post-mortem."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from connector.core.incidents import GUIDE, Flag, Rule, Verdict
from connector.settings.values import Values, refuse_namesakes


class RuleConfig(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Annotated[str, Field(min_length=1)]
    then: Verdict
    when: dict[Literal["severity", "service", "team", "cause", "flag", "covered"], Values] = Field(default_factory=dict)

    @field_validator("when")
    @classmethod
    def _known(cls, when: dict[str, list[str]]) -> dict[str, list[str]]:
        known = [flag.value for flag in Flag]
        if strange := sorted(set(when.get("flag", ())) - set(known)):
            raise ValueError(f"'{strange[0]}' is no flag (allowed: {', '.join(known)})")
        if set(when.get("covered", ("yes",))) != {"yes"}:
            raise ValueError('covered is "yes", or not asked for')
        return when


class ProcessConfig(BaseModel):
    """Own rules stand in place of the guide's: the first whose every condition holds decides."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    rules: list[RuleConfig] = []

    @field_validator("rules")
    @classmethod
    def _distinct(cls, rules: list[RuleConfig]) -> list[RuleConfig]:
        refuse_namesakes((rule.name for rule in rules), what="rules")
        return rules

    @property
    def deciding(self) -> tuple[Rule, ...]:
        """The rules that decide, in order."""
        own = (
            Rule(rule.name, rule.then, tuple((fact, tuple(wanted)) for fact, wanted in sorted(rule.when.items())))
            for rule in self.rules
        )
        return tuple(own) if self.rules else GUIDE
