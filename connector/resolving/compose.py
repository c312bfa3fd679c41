"""From an action item to the words of its ticket: summary, text, and the tracker's further fields.

The templates are the operator's. `check` fills each with an item that has everything and with one that has nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from connector.core.model import ActionItem, Document, DocumentId, Given, PostMortem
from connector.errors import ConfigError, Fault
from connector.rendering.render import render_ticket
from connector.rendering.templating import Templates, line
from connector.resolving.resolve import Composed
from connector.resolving.routing import Facts
from connector.settings.fieldmap import ExtraField, FieldMap

_FULL = ActionItem(
    "Add an example alert",
    12,
    "Example Person",
    ("Example Person",),
    date(2027, 1, 31),
    "31 January 2027",
    None,
    "high",
)
_BARE = ActionItem("Add an example alert", 12)
_DOCUMENT = Document(DocumentId("check:example.md"), "check", "example.md", "file:///example.md", "1", b"")
_FACTS = ("service", "severity", "incident", "priority", "document", "owner", "team")


@dataclass(frozen=True, slots=True)
class Composer:
    """Fills the templates of a field map."""

    templates: Templates

    def __call__(
        self, fieldmap: FieldMap, document: Document, post_mortem: PostMortem, item: ActionItem, facts: Facts
    ) -> Composed:
        """Return an item in the words of its ticket. Raises ConfigError naming the template."""
        values: Mapping[str, object] = {**facts, "item": item, "post_mortem": post_mortem, "url": document.url}
        body = render_ticket(
            item, post_mortem=post_mortem, url=document.url, templates=self.templates, template=fieldmap.template
        )
        title = self._title(fieldmap, values) or item.action
        extra = {name: self._extra(name, spec, values) for name, spec in fieldmap.extra.items()}
        return Composed(title, body, {name: value for name, value in extra.items() if value})

    def _title(self, fieldmap: FieldMap, values: Mapping[str, object]) -> str | None:
        return line(self.templates.fill(fieldmap.summary, values, where="summary")) if fieldmap.summary else None

    def _extra(self, name: str, spec: ExtraField, values: Mapping[str, object]) -> Given | None:
        texts = (spec.value,) if isinstance(spec.value, str) else spec.value
        lines = [line(self.templates.fill(text, values, where=f"fields.{name}.value")) for text in texts]
        filled = ["" if text == "None" else text for text in lines]
        return spec.value_for(filled[0] if isinstance(spec.value, str) else tuple(filled))

    def least(self, spec: ExtraField) -> Given | None:
        """Return what a further field gets of an item that says no more than what is to be done. Raises ConfigError."""
        facts = {**dict.fromkeys(_FACTS), "document": _DOCUMENT.name}
        values: Mapping[str, object] = {
            **facts,
            "item": _BARE,
            "post_mortem": PostMortem("Example"),
            "url": _DOCUMENT.url,
        }
        return self._extra("value", spec, values) or None

    def check(self, fieldmap: FieldMap, *, at: str) -> list[Fault]:
        """Try the templates of a field map that lies at `at` in the configuration."""
        faults: dict[str, Fault] = {}
        # Each text by itself: the fault of one hides none of another.
        parts = [
            replace(fieldmap, summary=None, extra={}),
            *([replace(fieldmap, extra={})] if fieldmap.summary else []),
            *(replace(fieldmap, summary=None, extra={name: spec}) for name, spec in fieldmap.extra.items()),
        ]
        for part, (item, value) in product(parts, ((_FULL, "example"), (_BARE, None))):
            post_mortem = PostMortem("Example", incident=value, severity=value, service=value)
            try:
                self(part, _DOCUMENT, post_mortem, item, dict.fromkeys(_FACTS, value))
            except ConfigError as error:
                for fault in error.faults:
                    faults[fault.path] = Fault(f"{at}: {fault.path}", fault.message)
        return list(faults.values())
