"""What the API is asked and what it answers.

The same schemas check requests and write the OpenAPI document.  Requests are loaded
with them; answers are made by `answers`, and tests compare those with the schemas.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from marshmallow import (
    EXCLUDE,
    INCLUDE,
    RAISE,
    Schema,
    ValidationError,
    fields,
    post_load,
    validate,
)

from issuer.actions.verification import Question
from issuer.web.localisation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_ITEMS: Final = 1_000
MAX_ID_CHARACTERS: Final = 200
MAX_RECIPIENT_CHARACTERS: Final = 500
MAX_BADGE_CHARACTERS: Final = 2_900_000
"""2 MB of a picture in base64; the verifier says itself when something is larger than a badge."""

_DATA: Final = re.compile(r"data:[^,]{0,200};base64,(.*)", re.DOTALL)

# Messages are codes here; `_sentence` says them in the reader's language.
_Messages: TypeAlias = dict[str, str | list[Any] | dict[Any, Any]]
_TEXT: Final[_Messages] = {"required": "missing", "null": "not_text", "invalid": "not_text"}
_LIST: Final[_Messages] = {"required": "missing", "null": "not_list", "invalid": "not_list"}


def _recipient() -> fields.String:
    return fields.String(
        validate=validate.Length(max=MAX_RECIPIENT_CHARACTERS, error="too_long"),
        error_messages=_TEXT,
        metadata={
            "description": "To whom the badge should have been awarded: a username, a user page, "
            "an e-mail address, any identity. It is compared with the badge and not kept.",
            "example": "Amina K",
        },
    )


def _id() -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(min=1, max=MAX_ID_CHARACTERS, error="wrong_length"),
        error_messages=_TEXT,
        metadata={
            "description": "Your name for this item; it stands in its answer.",
            "example": "row 17",
        },
    )


def _items(inner: fields.Field[Any]) -> fields.List[Any]:
    return fields.List(
        inner,
        required=True,
        validate=validate.Length(min=1, max=MAX_ITEMS, error="wrong_count"),
        error_messages=_LIST,
        metadata={"description": "No two of them have the same id."},
    )


class _Strict(Schema):
    """Members that nobody knows are refused: one that is misspelt must not be ignored."""

    class Meta:
        """As marshmallow wants it."""

        unknown = RAISE


class VerificationRequest(_Strict):
    """A badge to check."""

    badge = fields.String(
        required=True,
        validate=validate.Length(max=MAX_BADGE_CHARACTERS, error="too_long"),
        error_messages=_TEXT,
        metadata={
            "description": "The badge's address, its signed text (JWS), its JSON, an SVG picture "
            "as text, or any file as a data: address in base64, `data:image/png;base64,…`.",
            "example": "https://badges.example.org/assertions/abc",
        },
    )
    recipient = _recipient()

    @post_load
    def _question(self, values: dict[str, Any], **_options: object) -> Question:
        """Return what was asked, with a data: address opened."""
        recipient = values.get("recipient", "").strip()
        match = _DATA.fullmatch(values["badge"])
        if match is None:
            return Question(values["badge"], recipient)
        try:
            return Question(base64.b64decode(match[1], validate=True), recipient)
        except (binascii.Error, ValueError):
            raise ValidationError("not_base64", "badge") from None


class VerificationUpload(_Strict):
    """A badge as a file: a PNG, an SVG, or a text."""

    badge = fields.Raw(
        required=True,
        error_messages=_TEXT,
        metadata={"type": "string", "format": "binary", "description": "The file, at most 2 MB."},
    )
    recipient = _recipient()

    @post_load
    def _question(self, values: dict[str, Any], **_options: object) -> Question:
        return Question(values["badge"], values.get("recipient", "").strip())


class Identified(Schema):
    """An item of a batch, as far as all the others depend on it."""

    class Meta:
        """What else is in it is judged when its turn comes."""

        unknown = EXCLUDE

    id = _id()


class BatchItem(VerificationRequest):
    """A badge of a batch."""

    id = _id()


class BatchEnvelope(_Strict):
    """A batch, as far as it can be judged before its items are read."""

    items = _items(fields.Dict(error_messages={"invalid": "not_object", "null": "not_object"}))


class BatchRequest(_Strict):
    """Badges to check together."""

    items = _items(fields.Nested(BatchItem))


class _Answer(Schema):
    """What we answer may get further members; clients pass over those that they do not know."""

    class Meta:
        """As marshmallow wants it."""

        unknown = INCLUDE


class Finding(_Answer):
    """One check and how it ended."""

    code = fields.String(required=True, metadata={"description": "Stable, for programs."})
    outcome = fields.String(
        required=True, validate=validate.OneOf(["passed", "failed", "undecided", "note"])
    )
    parameters = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    sentence = fields.String(
        required=True, metadata={"description": "In the language that you asked for."}
    )


class SeenDocument(_Answer):
    """A document that the verdict rests on."""

    address = fields.String(required=True)
    sha256 = fields.String(required=True, metadata={"description": "Of its bytes, in hex."})
    fetched_at = fields.DateTime(required=True)


class Report(_Answer):
    """The verdict as 1EdTech's validator words it, in English, for programs that read that one."""

    valid = fields.Boolean(
        required=True, metadata={"description": "It knows no null: undecided is false here."}
    )
    errorCount = fields.Integer(required=True)  # noqa: N815 - 1EdTech's name
    warningCount = fields.Integer(required=True)  # noqa: N815 - 1EdTech's name
    messages = fields.List(fields.Dict(), required=True)
    validationSubject = fields.String(required=True, allow_none=True)  # noqa: N815 - 1EdTech's name
    openBadgesVersion = fields.String(required=True)  # noqa: N815 - 1EdTech's name


class Named(_Answer):
    """A document that the badge names, as it calls itself.  Read the findings before you trust."""

    id = fields.String(required=True, allow_none=True)
    name = fields.String(required=True, allow_none=True)


class Verifier(_Answer):
    """Who checked."""

    name = fields.String(required=True)
    version = fields.String(required=True)


class Verification(_Answer):
    """The answer for one badge."""

    valid = fields.Boolean(
        required=True,
        allow_none=True,
        metadata={
            "description": "true: every check passed. false: one failed. null: something that the "
            "proof needs could not be read; do not accept the badge yet."
        },
    )
    verdict = fields.String(
        required=True, metadata={"description": "The same as a sentence, in your language."}
    )
    issuer = fields.Nested(Named, required=True, allow_none=True)
    badge_class = fields.Nested(Named, required=True, allow_none=True)
    recipient_matches = fields.Boolean(
        required=True,
        allow_none=True,
        metadata={"description": "null when you named no recipient, or it could not be decided."},
    )
    checked_at = fields.DateTime(required=True)
    verifier = fields.Nested(Verifier, required=True)
    subject = fields.String(
        required=True, allow_none=True, metadata={"description": "The badge's id."}
    )
    kind = fields.String(
        required=True, metadata={"description": "`Assertion` for a badge that was awarded."}
    )
    form = fields.String(required=True, validate=validate.OneOf(["signed", "hosted", "unknown"]))
    findings = fields.List(
        fields.Nested(Finding),
        required=True,
        metadata={"description": "What could not be checked first, what passed last."},
    )
    documents = fields.List(
        fields.Nested(SeenDocument),
        required=True,
        metadata={"description": "What the verdict rests on."},
    )
    report = fields.Nested(Report, required=True)
    graph = fields.List(
        fields.Dict(),
        required=True,
        metadata={
            "description": "Badge, badge class and issuer as they were read: a stranger's words, "
            "which are to be believed as far as `valid` and `findings` say."
        },
    )


class InvalidMember(_Answer):
    """What is wrong with one member of a request."""

    pointer = fields.String(required=True, metadata={"description": "JSON Pointer (RFC 6901)."})
    code = fields.String(required=True, metadata={"description": "Stable, for programs."})
    detail = fields.String(required=True)


class Problem(_Answer):
    """Why there is no answer (RFC 9457)."""

    type = fields.String(
        required=True, metadata={"format": "uri", "description": "A page that explains it."}
    )
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(InvalidMember))


class BatchAnswer(Verification):
    """One line of the answer for a batch: a Verification, or the problem with the item."""

    id = _id()
    problem = fields.Nested(Problem)

    def __init__(self) -> None:
        """Require what every line has; a line with a problem has nothing else."""
        super().__init__(partial=tuple(Verification().fields.keys() - {"valid"}))


# Made once: making a schema takes longer than checking a request with it.
VERIFICATION_REQUEST: Final = VerificationRequest()
VERIFICATION_UPLOAD: Final = VerificationUpload()
BATCH_ENVELOPE: Final = BatchEnvelope()
BATCH_ITEM: Final = BatchItem()
IDENTIFIED: Final = Identified()


def errors_of(schema: Schema, values: Mapping[str, Any], pointer: str = "") -> list[dict[str, str]]:
    """Return what is wrong with *values*, which stand at *pointer*: `pointer`, `code`, `detail`."""
    try:
        schema.load(values)
    except ValidationError as error:
        return invalid_members(error, pointer)
    return []


def invalid_members(error: ValidationError, pointer: str = "") -> list[dict[str, str]]:
    """Return what *error* says about values that stand at *pointer*."""
    return [
        {"pointer": place, "code": code, "detail": _sentence(code)}
        for place, code in _flat(error.messages_dict, pointer)
    ]


def _flat(messages: object, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(messages, dict):
        for name, inner in messages.items():
            # What is wrong with the whole stands under `_schema` (RFC 6901 for the escapes).
            step = str(name).replace("~", "~0").replace("/", "~1")[:MAX_ID_CHARACTERS]
            yield from _flat(inner, pointer if name == "_schema" else f"{pointer}/{step}")
    elif isinstance(messages, list):
        for inner in messages:
            yield from _flat(inner, pointer)
    else:
        yield pointer, _CODES.get(str(messages), str(messages))


# What marshmallow says where no code of ours can be given.
_CODES: Final = {"Unknown field.": "unknown", "Invalid input type.": "not_object"}


def _sentence(code: str) -> str:
    found = {
        "missing": _("It is missing."),
        "unknown": _("Nobody knows this member. Compare its spelling with the description."),
        "not_text": _("It has to be text."),
        "not_list": _("It has to be a list."),
        "not_object": _("It has to be an object."),
        "not_base64": _("What follows “base64,” has to be in base64."),
        "too_long": _("It is too long."),
        "wrong_length": _("It has to have 1 to %(limit)d characters.", limit=MAX_ID_CHARACTERS),
        "wrong_count": _("It has to have 1 to %(limit)d items.", limit=MAX_ITEMS),
    }
    return found.get(code, _("It has another form than is read here."))
