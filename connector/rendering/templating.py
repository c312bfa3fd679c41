"""Templates: found in the operator's own folder or else among the bundled ones, and run in a sandbox.

What they print is document text, and thus hostile: HTML is escaped, Markdown has its own filter, and control characters
and those that turn the reading direction are taken out of everything.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connector.errors import ConfigError, Fault, TemplateUnsuited
from connector.files import file_url
from connector.rendering import wikitext
from connector.share import shared

if TYPE_CHECKING:
    from jinja2 import Template
    from jinja2.sandbox import SandboxedEnvironment

SCHEMES = frozenset({"http", "https", "mailto", "file"})
JOINER = "\N{ZERO WIDTH JOINER}"

_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")
_NOT_IN_URLS = re.compile(r'[\x00-\x20\x7f-\x9f<>"\\^`{|}\u2028-\u202e\u2066-\u2069\ud800-\udfff]')
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&!$])")
_MARKDOWN_START = re.compile(r"^(\s*)(?:([-+=])|(\d+)([.)]))")
_LACKING = re.compile(r"'(?:[\w.]+\.)?(?P<kind>\w+) object' has no attribute")
_BLANK_LINES = re.compile(r"\n\s*\n")
_CALLS = re.compile(r"@(?=\w)|(?<=<)(?=[!@#])|#(?=\d)|\b(?:GH|gh)-(?=\d)")


def clean(text: str) -> str:
    """Take out control characters other than tab and newline, and those that turn the reading direction."""
    return _INVISIBLE.sub("", text)


def line(text: object) -> str:
    """Return a text as one line."""
    return " ".join(clean(re.sub(r"[\x0b-\x1f\x85\u2028\u2029]", " ", str(text))).split())


def silent(text: object) -> str:
    """Keep a text from calling anybody: `@name`, `<!channel>` and `#12` read the same, but are no mentions."""
    return _CALLS.sub(lambda found: found[0] + JOINER, str(text))


def markdown(text: object) -> str:
    """Return a text as one line of Markdown that says just that, and mentions nobody."""
    escaped = _MARKDOWN.sub(r"\\\1", line(text))
    escaped = _MARKDOWN_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4]}", escaped)
    return _CALLS.sub(lambda found: found[0] + JOINER, escaped)


def safe_url(text: object) -> str | None:
    """Return an address that may become a link: http, https, mailto, file or relative; None for all else.

    An absolute path becomes a `file://` address.
    """
    url = str(text or "").strip()
    if not url or _NOT_IN_URLS.search(url):
        return file_url(Path(url)) if url.startswith("/") and not url.startswith("//") and clean(url) == url else None
    if match := _SCHEME.match(url):
        return url if match[1].lower() in SCHEMES else None
    if url.startswith("//") or ":" in url.partition("/")[0]:
        return None
    return file_url(Path(url)) if url.startswith("/") else url


class Templates:
    """The templates of one installation. `own` is a folder with copies; those it lacks are the bundled ones."""

    def __init__(self, own: Path | None = None) -> None:
        self._own = own
        self._inline: dict[str, Template] = {}
        self._by_form: dict[str | None, SandboxedEnvironment] = {}

    def render(self, name: str, values: Mapping[str, object]) -> str:
        """Fill one template. Raises ConfigError saying which template is wrong, where and why."""
        return self._rendered(self._environment, name, values)

    def page(self, name: str, values: Mapping[str, object], *, form: str) -> str:
        """Fill the layout of a page by the macros of a format, by whose rules all that the facts say is escaped. Raises as `render`."""
        rendered = self._rendered(self._made(form), f"pages/{name}", values)
        return _BLANK_LINES.sub("\n\n", rendered).strip() + "\n"

    def _rendered(self, environment: "SandboxedEnvironment", name: str, values: Mapping[str, object]) -> str:
        import jinja2

        try:
            return environment.get_template(name).render(values)
        except jinja2.UndefinedError as error:
            raise TemplateUnsuited([_fault(name, error, _names(error, values))]) from error
        except jinja2.TemplateError as error:
            raise ConfigError([_fault(name, error)]) from error
        except (OSError, UnicodeError) as error:
            raise ConfigError([Fault(f"templates/{name}", f"cannot be read: {error}")]) from error
        except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
            raise TemplateUnsuited([Fault(f"templates/{name}", f"cannot be filled: {error}")]) from error

    def fill(self, text: str, values: Mapping[str, object], *, where: str) -> str:
        """Fill a template that stands in a field map; `where` is its place. Raises ConfigError."""
        import jinja2

        try:
            return self._compiled(text).render(values)
        except jinja2.UndefinedError as error:
            raise TemplateUnsuited(
                [Fault(where, f"cannot be used as a template: {error}", _names(error, values))]
            ) from error
        except jinja2.TemplateError as error:
            raise ConfigError([Fault(where, f"cannot be used as a template: {error}")]) from error
        except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
            raise TemplateUnsuited([Fault(where, f"cannot be filled: {error}")]) from error

    def _compiled(self, text: str) -> "Template":
        if text not in self._inline:
            self._inline[text] = self._environment.from_string(text)
        return self._inline[text]

    def check(self) -> list[Fault]:
        """Compile every template there is, the bundled and the own ones."""
        import jinja2

        faults = []
        if self._own is not None and not self._own.is_dir():
            return [Fault("templates", f"there is no folder {self._own}")]
        for name in self._environment.list_templates(extensions=["j2"]):
            try:
                self._environment.get_template(name)
            except jinja2.TemplateError as error:
                faults.append(_fault(name, error))
            except (OSError, UnicodeError) as error:
                faults.append(Fault(f"templates/{name}", f"cannot be read: {error}"))
        return faults

    def source(self, name: str) -> str:
        """Return the text of a file beside the templates, such as a style sheet."""
        own = self._own / name if self._own is not None else None
        return (own if own is not None and own.is_file() else shared("templates") / name).read_text(encoding="utf-8")

    @cached_property
    def _environment(self) -> "SandboxedEnvironment":
        return self._made(None)

    def _made(self, form: str | None) -> "SandboxedEnvironment":
        """Return what fills the layouts of a form of pages, or all other templates, which say themselves what is escaped."""
        import jinja2
        from jinja2.sandbox import SandboxedEnvironment

        if form not in self._by_form:
            folders = [folder for folder in (self._own, shared("templates")) if folder is not None]
            environment = SandboxedEnvironment(
                loader=jinja2.FileSystemLoader(folders),
                undefined=jinja2.StrictUndefined,
                autoescape=(lambda name: name is not None and ".html" in name) if form is None else True,
                trim_blocks=True,
                lstrip_blocks=True,
                keep_trailing_newline=True,
                finalize=_as_markdown if form == "md" else _finalize,
            )
            environment.filters.update(_filters())
            self._by_form[form] = environment
        return self._by_form[form]


def _finalize(value: Any) -> Any:
    return clean(value) if type(value) is str else value


def _as_markdown(value: Any) -> Any:
    """Escape what is no Markdown yet, in an environment that takes what is for markup."""
    from markupsafe import Markup

    return value if isinstance(value, Markup) else Markup(markdown(value))  # noqa: S704 - escaped by its own rules


def _filters() -> dict[str, Callable[..., Any]]:
    from markupsafe import Markup

    def link(text: object, url: object) -> str:
        address = safe_url(url)
        shown = line(text)
        return Markup('<a href="{}">{}</a>').format(address, shown) if address else shown

    def md_link(text: object, url: object) -> str:
        address = safe_url(url)
        # A ticket has no place that a relative address could be meant from.
        absolute = address is not None and _SCHEME.match(address)
        return Markup(f"[{markdown(text)}](<{address}>)" if absolute else markdown(text))  # noqa: S704 - escaped here

    def jira(text: object) -> str:
        return wikitext.escaped(line(text))

    def jira_link(text: object, url: object) -> str:
        address = safe_url(url)
        absolute = address is not None and _SCHEME.match(address)
        return wikitext.link(line(text), address) if address and absolute else jira(text)

    filters = (link, md_link, line, silent, safe_url, jira, jira_link)
    return {"md": markdown, **{each.__name__: each for each in filters}}


def _names(error: Exception, values: Mapping[str, object]) -> tuple[str, ...]:
    """Return what there is in place of a name that a template got wrong: of the thing it was looked for in, else all values."""
    match = _LACKING.search(str(error))
    if match is None:
        return tuple(sorted(values)) if "is undefined" in str(error) else ()
    kind = next((type(value) for value in values.values() if type(value).__name__ == match["kind"]), None)
    return tuple(each.name for each in fields(kind)) if kind is not None and is_dataclass(kind) else ()


def _fault(name: str, error: Exception, allowed: tuple[str, ...] = ()) -> Fault:
    where = getattr(error, "name", None) or name
    number = getattr(error, "lineno", None)
    at = f" in line {number}" if number else ""
    return Fault(f"templates/{where}", f"cannot be used{at}: {error}", allowed)
