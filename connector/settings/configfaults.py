"""Turning what is wrong with a configuration into Faults that an admin can act on."""

import copy
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from connector.errors import Fault

Made = TypeVar("Made", bound=BaseModel)
DEPTH = 5
"""How deep settings are nested, and so how often taking out a faulty one may leave another."""
_PLAINLY = {
    "path_type": "text: a path",
    "string_type": "text",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
}
"""What the library's commonest findings ask for, in words for an admin."""


def faults_of(
    error: ValidationError, model: type[BaseModel], *, at: Sequence[str | int] = (), more: Iterable[str] = ()
) -> list[Fault]:
    """Return one Fault per finding, its path from the top of the file; values are not shown, they may be secrets.

    `model` is what was validated and `at` where it stands in the file; `more` are keys that may stand beside its own.
    """
    return [_fault(found, model, tuple(at), tuple(more)) for found in error.errors(include_url=False)]


def _fault(found: Any, model: type[BaseModel], at: tuple[str | int, ...], more: tuple[str, ...]) -> Fault:
    loc: tuple[str | int, ...] = found["loc"]
    path = ".".join(str(part) for part in (*at, *loc) if part != "[key]")
    context = found.get("ctx") or {}
    match found["type"]:
        case "extra_forbidden":
            known = (*keys_at(model, loc[:-1]), *(more if len(loc) == 1 else ()))
            near = difflib.get_close_matches(str(loc[-1]), known, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            return Fault(path, f"is no setting known here{hint}", tuple(sorted(known)))
        case "model_type" | "dict_type" if isinstance(found["input"], list):
            return Fault(path, f"is one table, not a list: write [{path}] for [[{path}]]")
        case "list_type" if isinstance(found["input"], dict) and _holds_tables(model, loc):
            return Fault(path, f"is a list: write [[{path}]] for [{path}], once for each entry")
        case "missing":
            return Fault(path, "is missing")
        case "literal_error" | "enum":
            allowed = re.findall(r"'([^']*)'", str(context.get("expected", "")))
            return Fault(path, "is not one of the allowed values", tuple(allowed))
        case "value_error":
            return Fault(path, str(context.get("error", found["msg"])))
        case kind if kind in _PLAINLY:
            return Fault(path, f"must be {_PLAINLY[kind]}")
        case _:
            message = str(found["msg"])
            return Fault(path, message[0].lower() + message[1:])


def keys_at(model: type[BaseModel], way: Sequence[str | int]) -> tuple[str, ...]:
    """Return the keys that a model knows at a place of what it reads; none where it leaves them open."""
    shape: Any = model
    for part in way:
        while get_origin(shape) is Annotated:
            shape = get_args(shape)[0]
        if _is_model(shape):
            named = (info for name, info in shape.model_fields.items() if part in (name, info.alias))
            shape = getattr(next(named, None), "annotation", None)
        else:  # entries of a list, values of a table: what they hold comes last
            shape = next(iter(get_args(shape)[-1:]), None)
    return tuple(info.alias or name for name, info in shape.model_fields.items()) if _is_model(shape) else ()


def _is_model(shape: Any) -> bool:
    return get_origin(shape) is None and isinstance(shape, type) and issubclass(shape, BaseModel)


def _holds_tables(model: type[BaseModel], way: Sequence[str | int]) -> bool:
    return bool(keys_at(model, (*way, 0)))


def salvage(
    model: type[Made], data: Mapping[str, Any], *, stand_ins: Mapping[str, Any]
) -> tuple[Made | None, list[Fault]]:
    """Return what a model makes of the keys that are sound, with the faults of the others; None where too little is left.

    So that what can only be checked across keys is told in the same breath. `stand_ins` are values for keys that are
    missing; where there is none for a key, what it is missing from is left out.
    """
    faults: list[Fault] = []
    left: dict[str, Any] = copy.deepcopy(dict(data))
    # Taking out a faulty key may leave what it was in faulty: then that goes too, and its default stands in.
    for attempt in range(DEPTH):
        try:
            return model.model_validate(left), faults
        except ValidationError as error:
            faults += [] if attempt else faults_of(error, model)
            _mend(left, error, stand_ins)
    return None, faults


def _mend(left: dict[str, Any], error: ValidationError, stand_ins: Mapping[str, Any]) -> None:
    # From the end, so that the places of what is still to be taken out stay what they were.
    for found in sorted(
        error.errors(include_url=False), key=lambda each: [f"{part:>9}" for part in each["loc"]], reverse=True
    ):
        way = [part for part in found["loc"] if part != "[key]"]
        if found["type"] != "missing":
            _take_out(left, way)
        elif way[-1] in stand_ins:
            _put_in(left, way, stand_ins[str(way[-1])])
        elif len(way) > 1:
            _take_out(left, way[:-1])


def unreadable_values(data: Any, at: tuple[str | int, ...] = ()) -> list[Fault]:
    """Find texts with a NUL, which TOML can hold and no path or address can."""
    match data:
        case str():
            return [Fault(".".join(map(str, at)), "holds a NUL character: take it out")] if "\0" in data else []
        case dict() | list():
            parts = data.items() if isinstance(data, dict) else enumerate(data)
            return [fault for key, value in parts for fault in unreadable_values(value, (*at, key))]
    return []


def _take_out(data: Any, way: Sequence[str | int]) -> None:
    if not way:  # what is wrong is wrong with all of it
        return
    *above, last = way
    for part in above:
        if not _has(data, part):
            return
        data = data[part]
    if _has(data, last):
        del data[last]


def _put_in(data: Any, way: Sequence[str | int], value: Any) -> None:
    *above, last = way
    for part in above:
        if not _has(data, part):
            return
        data = data[part]
    data[last] = copy.deepcopy(value)


def _has(data: Any, part: str | int) -> bool:
    return (
        part in data
        if isinstance(data, dict)
        else isinstance(data, list) and isinstance(part, int) and part < len(data)
    )
