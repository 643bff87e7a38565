"""What every part of the config is: a frozen set of keys that explains its own mistakes.

Pydantic finds all mistakes at once but words them for programmers, and puts the names of types
into their paths. A Section catches them where the types are known and says them anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar, TypeAlias, TypeVar, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic.functional_validators import ModelWrapValidatorHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import (
    CoreSchema,
    ErrorDetails,
    InitErrorDetails,
    PydanticCustomError,
    core_schema,
)

from nnfs_cli.config.foreign_names import our_choice
from nnfs_cli.config.hover_text import hover_texts
from nnfs_cli.config.words import choices, in_words, item_kind, shown
from nnfs_cli.registry import documentation
from nnfs_cli.suggestions import did_you_mean

KeyPath: TypeAlias = tuple[str | int, ...]

MISTAKE = "mistake"
UNKNOWN_KEY = "unknown_key"


def mistake(message: str, hint: str = "") -> PydanticCustomError:
    """To raise in a validator: a sentence that is kept as it is."""
    return PydanticCustomError(MISTAKE, "{message}", {"message": message, "hint": hint})


def mistakes_at(found: list[tuple[KeyPath, PydanticCustomError]]) -> ValidationError:
    """To raise in a validator: several mistakes below its own place."""
    details = [InitErrorDetails(type=error, loc=path, input=None) for path, error in found]
    return ValidationError.from_exception_data(MISTAKE, details)


class OrOne:
    """Annotation of a list that need not be written as one when it has a single item."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(
            lambda value: value if isinstance(value, tuple) else (value,), handler(source)
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        several = handler(schema)
        return {"anyOf": [several["items"], several]}


T = TypeVar("T")
FromList = BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value)
Several: TypeAlias = Annotated[tuple[T, ...], FromList]
OneOrSeveral: TypeAlias = Annotated[tuple[T, ...], OrOne(), FromList]


def may_be_single(kind: Any) -> bool:
    """Whether a list of one item can be written as that item."""
    return isinstance(kind, OrOne) or any(map(may_be_single, get_args(kind)))


class Section(BaseModel):
    """Keys with values. The docstring's `Options:` describe the keys, as in any component."""

    model_config = ConfigDict(
        strict=True, frozen=True, extra="forbid", allow_inf_nan=False, protected_namespaces=()
    )

    example: ClassVar[str] = ""
    """what to write, for when a key is missing"""

    @model_validator(mode="wrap")
    @classmethod
    def in_plain_words(cls, values: Any, handler: ModelWrapValidatorHandler[Section]) -> Section:
        """Validate, and say every mistake so that the writer of the config understands it."""
        if isinstance(values, cls):
            return values
        if not isinstance(values, dict):
            raise PydanticCustomError(
                "no_keys", "whoever holds this section knows what else can be"
            )
        found = [*cls.contradictions(values)]
        try:
            section = handler(values)
        except ValidationError as error:
            found += _spoken(cls, error, values)
        if found:
            raise mistakes_at(found)
        return section

    @classmethod
    def contradictions(
        cls,
        values: dict[str, Any],  # noqa: ARG003
    ) -> Iterator[tuple[KeyPath, PydanticCustomError]]:
        """Mistakes that lie between keys; `values` are as the user wrote them, unchecked."""
        yield from ()

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core)
        inner = handler.resolve_ref_schema(schema)
        inner.update(hover_texts(cls))
        described = documentation(cls).options
        for key, value in inner.get("properties", {}).items():
            value["description"] = described.get(key) or value.get("description", "")
            value.pop("title", None)
            if isinstance(value.get("default"), (dict, list)):
                del value["default"]  # in pydantic's form, not in the config's
                value.update(_default_as_written(cls.model_fields[key]))
        return schema


def _default_as_written(field: FieldInfo) -> dict[str, Any]:
    """``{"default": …}`` as one would write it in a config, where that can be said in a word."""
    default = field.default
    if isinstance(default, tuple):
        single = len(default) == 1 and may_be_single(field.rebuild_annotation())
        return {"default": default[0] if single else [*default]}
    name = getattr(default, "type", None)  # of a component, whose options are its defaults
    return {} if name is None else {"default": name}


def _spoken(
    section: type[Section], error: ValidationError, values: dict[str, Any]
) -> list[tuple[KeyPath, PydanticCustomError]]:
    """Every mistake with its path, in plain words.

    A value that can be of several types fails to be each of them in its own way; only the way
    that got furthest is told.
    """
    found: list[tuple[KeyPath, PydanticCustomError]] = []
    vague: dict[KeyPath, ErrorDetails] = {}
    for detail in error.errors(include_url=False):
        path = _path_in(values, detail["loc"])
        if detail["type"] == "missing" and isinstance(detail["loc"][-1], str):
            message = f"the key '{detail['loc'][-1]}' is missing"
            found.append((path, mistake(message, section.example)))
        elif detail["type"] == "extra_forbidden":
            known = ", ".join(section.model_fields)
            found.append((path, PydanticCustomError(UNKNOWN_KEY, "{known}", {"known": known})))
        elif detail["type"] in (MISTAKE, UNKNOWN_KEY):
            context = detail["ctx"]
            found.append((path, PydanticCustomError(detail["type"], detail["msg"], context)))
        else:
            vague[path] = detail
    for path in sorted(vague, key=len, reverse=True):
        if not any(other[: len(path)] == path for other, _ in found):
            found.append((path, _expected(section, path, vague[path]["input"])))
    return found


def _path_in(values: Any, location: KeyPath) -> KeyPath:
    """`location` without the names of types that pydantic puts between the keys."""
    path: list[str | int] = []
    for step in location:
        if isinstance(values, dict):
            leads_on = step in values
        else:
            leads_on = isinstance(values, list) and step in range(len(values))
        if leads_on:
            path.append(step)
            values = values[step]
    return tuple(path)


def _expected(section: type[Section], path: KeyPath, value: Any) -> PydanticCustomError:
    kind = section.model_fields[str(path[0])].rebuild_annotation()
    if len(path) > 1:
        kind = item_kind(kind)
    wanted = in_words(kind)
    message = f"expected {wanted}, got {shown(value)}"
    if not isinstance(value, str):
        return mistake(message)
    known = [*choices(kind)]
    ours = our_choice(value, known)
    message += f"; here it is called '{ours}'" if ours else did_you_mean(value, known)
    return mistake(message, _advice(value, wanted.replace(",", "").split()))


def _advice(text: str, wanted: Sequence[str]) -> str:
    """What to do about text where something else is wanted, if it is text by oversight."""
    if _is_number(text):
        return "Write the number without quotes."
    if _is_number(text.replace(",", ".")):
        return f"Write decimals with a point: {text.replace(',', '.')}."
    meant = {"yes": "true", "on": "true", "no": "false", "off": "false", "none": "null"}
    word = meant.get(text.casefold())
    return f"Write {word}." if word in wanted else ""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text[-1:].isdigit()
