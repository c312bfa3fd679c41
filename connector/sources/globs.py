"""Which files of a folder are meant: patterns such as `**/*.md`, compiled once, as they meet every file at every cycle."""

import re
from collections.abc import Callable, Sequence

_EXTENSION = re.compile(r"\*\*/\*(\.\w+)")


def checked(pattern: str) -> str:
    """Return a pattern that stays inside the folder. Raises ValueError."""
    parts = pattern.split("/")
    if not pattern.strip() or pattern.startswith("/") or ".." in parts or "\0" in pattern:
        raise ValueError(f"'{pattern}' must be a pattern inside the folder, such as **/*.md")
    return pattern


def matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return a function that says whether a path, relative and with `/`, matches any pattern, in upper or lower case.

    `*` and `?` stay within a folder, `**` spans folders, and `drafts/**` also matches `drafts` itself.
    """
    endings = tuple(found[1].lower() for each in patterns if (found := _EXTENSION.fullmatch(each)))
    others = [_regex(each) for each in patterns if not _EXTENSION.fullmatch(each)]
    if not others:
        # Most configurations have extensions only, and `endswith` takes a tenth of the time.
        return lambda path: path.lower().endswith(endings)
    regex = re.compile("|".join(f"(?:{each})" for each in others), re.IGNORECASE)
    return lambda path: path.lower().endswith(endings) or regex.fullmatch(path) is not None


_TOKENS = re.compile(r"/\*\*$|\*\*/|\*\*|\*|\?|\[!?[^\]/]+\]|.", re.DOTALL)


def _regex(pattern: str) -> str:
    return "".join(_part(found.group()) for found in _TOKENS.finditer(pattern))


def _part(token: str) -> str:
    match token:
        case "/**":
            return "(?:/.*)?"
        case "**/":
            return "(?:.*/)?"
        case "**":
            return ".*"
        case "*":
            return "[^/]*"
        case "?":
            return "[^/]"
        case _ if len(token) > 1:
            inside = token[1:-1].replace("\\", "\\\\").replace("[", "\\[")
            return f"[^{inside[1:]}]" if inside.startswith("!") else f"[{inside.removeprefix('^')}]"
        case _:
            return re.escape(token)


def reach(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return a function that says whether a match can lie in a folder, by what patterns begin with; it never misses one."""
    starts = {re.split(r"[*?\[]", each, maxsplit=1)[0].rpartition("/")[0].lower() for each in patterns}

    def reached(folder: str) -> bool:
        inside = f"{folder.lower()}/"
        return any(not start or f"{start}/".startswith(inside) or inside.startswith(f"{start}/") for start in starts)

    return reached
