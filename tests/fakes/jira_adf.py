"""The Atlassian Document Format as far as the fake needs it: checked, made from wiki text, and flattened to text."""

from typing import Any

BLOCKS = {"paragraph", "heading", "blockquote", "panel", "listItem", "bulletList", "orderedList", "codeBlock", "rule"} | {
    "table", "tableRow", "tableCell", "tableHeader", "expand", "taskList", "taskItem", "mediaSingle", "media", "doc"
}  # fmt: skip
INLINE = {"text", "hardBreak", "mention", "emoji", "date", "status", "inlineCard"}
MARKS = {"strong", "em", "code", "link", "strike", "underline", "subsup", "textColor", "backgroundColor"}


def is_adf(value: object) -> bool:
    """Say whether this is an ADF document at all."""
    return isinstance(value, dict) and value.get("type") == "doc" and value.get("version") == 1


def faults_in(node: Any) -> list[str]:
    """Return what Jira would refuse in a document, as paths and reasons."""
    if not isinstance(node, dict) or node.get("type") not in BLOCKS | INLINE:
        return [f"unknown node {node!r:.60}"]
    found = []
    if node["type"] == "text" and not (isinstance(node.get("text"), str) and node["text"]):
        found.append("a text node without text")
    found += [f"unknown mark {mark!r:.60}" for mark in node.get("marks", []) if mark.get("type") not in MARKS]
    content = node.get("content", [])
    if not isinstance(content, list) or (content and node["type"] in INLINE):
        return [*found, f"{node['type']} with wrong content"]
    if node["type"] == "doc" and any(isinstance(each, dict) and each.get("type") in INLINE for each in content):
        found.append("text that is in no block")
    return found + [fault for child in content for fault in faults_in(child)]


def from_text(text: str) -> dict[str, Any]:
    """Make a document of plain paragraphs."""
    blocks = [part for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    content = []
    for block in blocks:
        lines: list[dict[str, Any]] = []
        for line in block.split("\n"):
            lines += [{"type": "hardBreak"}] if lines else []
            lines += [{"type": "text", "text": line}] if line else []
        content.append({"type": "paragraph", "content": lines})
    return {"type": "doc", "version": 1, "content": content}


def to_text(node: Any) -> str:
    """Flatten a document, or return a string as it is."""
    if node is None or isinstance(node, str):
        return node or ""
    attrs = node.get("attrs", {})
    match node.get("type"):
        case "text":
            return str(node.get("text", ""))
        case "hardBreak":
            return "\n"
        case "mention":
            return str(attrs.get("text") or f"@{attrs.get('id', '')}")
        case "inlineCard":
            return str(attrs.get("url", ""))
    inner = "".join(to_text(child) for child in node.get("content", []))
    return inner + "\n" if node.get("type") in {"paragraph", "heading", "codeBlock"} else inner


def as_api(value: Any, *, adf: bool) -> Any:
    """Return a text as v3 (`adf`) or v2 shows it, whichever way it was written."""
    if value is None:
        return None
    if adf:
        return from_text(value) if isinstance(value, str) else value
    return value if isinstance(value, str) else to_text(value).rstrip("\n")
