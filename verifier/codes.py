"""What each code of a finding means: what is checked, how it can end, and whose turn it is.

    from verifier.codes import CODES

    CODES["time.expired"].outcomes      # (Outcome.FAILED,)
    CODES["fetch.failed"].may_change    # True: ask again later

A code is a promise: once published it keeps its meaning, and its sentence may be
worded better at any time.  New codes may come.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from .report import SENTENCES, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

PASSED = (Outcome.PASSED,)
FAILED = (Outcome.FAILED,)
UNDECIDED = (Outcome.UNDECIDED,)
NOTE = (Outcome.NOTE,)
PASSED_OR_NOTE = (Outcome.PASSED, Outcome.NOTE)
"""A note where the issuer's documents are copies in an offline bundle, which anybody can write."""
FAILED_OR_UNDECIDED = (Outcome.FAILED, Outcome.UNDECIDED)
"""Undecided where it is about a document that the badge names, and that may be in order."""
UNDECIDED_OR_NOTE = (Outcome.UNDECIDED, Outcome.NOTE)


class Area(StrEnum):
    """The part of the work that a code belongs to, in the order of the work."""

    INPUT = "input"
    READING = "reading"
    CONTENT = "content"
    PROOF = "proof"
    STATE = "state"
    DEMANDS = "demands"


class Actor(StrEnum):
    """Whose turn it is after a finding that is not good."""

    ASKER = "asker"
    """Who has the badge checked: a program, or the person behind it."""
    HOLDER = "holder"
    ISSUER = "issuer"
    EARLIER = "earlier"
    """Whom the finding names that made this check impossible."""
    NOBODY = "nobody"


def _of_the_standard(name: str, anchor: str) -> tuple[str, str]:
    return f"Open Badges 2.0, {name}", f"https://www.imsglobal.org/spec/ob/v2p0/#{anchor}"


class Section(Enum):
    """The section of a standard in which stands what is checked: its name, and its address."""

    ASSERTION = _of_the_standard("Assertion", "Assertion")
    BADGE_CLASS = _of_the_standard("BadgeClass", "BadgeClass")
    IDENTITY = _of_the_standard("IdentityObject", "IdentityObject")
    VERIFICATION = _of_the_standard("VerificationObject", "VerificationObject")
    IMAGE = _of_the_standard("Image", "Image")
    CRITERIA = _of_the_standard("Criteria", "Criteria")
    LIST = _of_the_standard("Revocation List", "RevocationList")
    KEY = _of_the_standard("CryptographicKey", "CryptographicKey")
    PROFILE = _of_the_standard("Profile", "Profile")
    EXTENSIONS = _of_the_standard("Extensions", "Extensions")
    ENDORSEMENT = _of_the_standard("Endorsement", "Endorsement")
    DATATYPES = _of_the_standard("Primitive datatypes", "datatypes")
    BAKING = _of_the_standard("Badge Baking", "Baking")
    DATA = _of_the_standard("Data Validation", "data-validation")
    VERIFYING = _of_the_standard("Verification", "implementation-verification")
    HOSTED = _of_the_standard("HostedBadge Verification", "HostedBadge")
    SIGNED = _of_the_standard("SignedBadge Verification", "SignedBadge")
    JSON = ("RFC 8259", "https://www.rfc-editor.org/rfc/rfc8259")
    JWS = ("RFC 7515", "https://www.rfc-editor.org/rfc/rfc7515")
    JSON_LD = ("JSON-LD 1.1", "https://www.w3.org/TR/json-ld11/")

    @property
    def title(self) -> str:
        """The standard, and what it calls the section."""
        return self.value[0]

    @property
    def address(self) -> str:
        """Where it can be read."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Code:
    """What one code means.

    *section* is None where no standard says it: our own limits, and the caller's demands.
    *actor* is whose turn it is when the outcome is failed, undecided or a note that asks
    for something.  With *may_change*, the same question can have another answer later
    although nobody changed the badge.
    """

    code: str
    area: Area
    section: Section | None
    outcomes: tuple[Outcome, ...]
    actor: Actor
    may_change: bool

    @property
    def sentence(self) -> str:
        """The English sentence, with the names of its parameters in braces."""
        return SENTENCES[self.code]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters, in the order of the sentence, each once."""
        fields = (field for _, field, _, _ in string.Formatter().parse(self.sentence))
        return tuple(dict.fromkeys(field for field in fields if field))

    def as_json(self) -> dict[str, Any]:
        """Return the meaning as JSON values; the shape is a promise.

        `{"code", "area", "section": {"title", "address"} | null, "outcomes": […], "actor",
        "may_change", "parameters": […], "sentence"}`.
        """
        section = self.section and {"title": self.section.title, "address": self.section.address}
        return {
            "code": self.code,
            "area": self.area.value,
            "section": section,
            "outcomes": [outcome.value for outcome in self.outcomes],
            "actor": self.actor.value,
            "may_change": self.may_change,
            "parameters": list(self.parameters),
            "sentence": self.sentence,
        }


_Row: TypeAlias = tuple[Section | None, tuple[Outcome, ...], Actor]

_INPUT: dict[str, _Row] = {
    "input.empty": (None, FAILED, Actor.ASKER),
    "input.not_a_badge": (None, FAILED, Actor.HOLDER),
    "input.too_large": (None, FAILED_OR_UNDECIDED, Actor.HOLDER),
    "input.bundle": (None, FAILED, Actor.ASKER),
    "bundle.too_large": (None, FAILED, Actor.HOLDER),
    "bundle.malformed": (None, FAILED, Actor.HOLDER),
    "bundle.version": (None, FAILED, Actor.ASKER),
    "input.in_circles": (None, UNDECIDED, Actor.HOLDER),
    "address.unsupported": (Section.DATATYPES, FAILED, Actor.HOLDER),
    "json.malformed": (Section.JSON, FAILED, Actor.HOLDER),
    "json.not_text": (Section.JSON, FAILED, Actor.HOLDER),
    "json.not_an_object": (Section.JSON, FAILED, Actor.HOLDER),
    "json.duplicate_member": (Section.JSON, FAILED, Actor.ISSUER),
    "json.number": (Section.JSON, FAILED, Actor.ISSUER),
    "json.too_large": (None, FAILED_OR_UNDECIDED, Actor.ISSUER),
    "json.too_deep": (None, FAILED_OR_UNDECIDED, Actor.ISSUER),
    "jws.malformed": (Section.JWS, FAILED, Actor.HOLDER),
    "jws.not_base64url": (Section.JWS, FAILED, Actor.ISSUER),
    "jws.too_large": (None, FAILED, Actor.HOLDER),
    "jws.header_refused": (Section.JWS, FAILED, Actor.ISSUER),
    "picture.too_large": (None, FAILED_OR_UNDECIDED, Actor.HOLDER),
    "picture.assertion_too_large": (None, FAILED, Actor.HOLDER),
    "png.not_png": (Section.BAKING, FAILED, Actor.HOLDER),
    "png.damaged": (Section.BAKING, FAILED, Actor.HOLDER),
    "png.no_assertion": (Section.BAKING, FAILED, Actor.HOLDER),
    "png.several_assertions": (Section.BAKING, FAILED, Actor.HOLDER),
    "png.too_many_chunks": (None, FAILED, Actor.HOLDER),
    "svg.not_svg": (Section.BAKING, FAILED, Actor.HOLDER),
    "svg.malformed": (Section.BAKING, FAILED, Actor.HOLDER),
    "svg.doctype": (None, FAILED, Actor.HOLDER),
    "svg.empty": (None, FAILED, Actor.ASKER),
    "svg.no_assertion": (Section.BAKING, FAILED, Actor.HOLDER),
    "svg.several_assertions": (Section.BAKING, FAILED, Actor.HOLDER),
}

_READING: dict[str, _Row] = {
    "fetch.failed": (Section.DATA, UNDECIDED, Actor.ISSUER),
    "fetch.refused": (None, UNDECIDED, Actor.ISSUER),
    "fetch.silent_host": (Section.DATA, UNDECIDED, Actor.ISSUER),
    "fetch.unavailable": (Section.DATA, UNDECIDED, Actor.ISSUER),
    "fetch.missing": (Section.DATA, FAILED, Actor.ISSUER),
    "fetch.too_many": (None, UNDECIDED, Actor.ISSUER),
    "fetch.redirects": (None, UNDECIDED, Actor.ISSUER),
    "document.read": (Section.DATA, PASSED, Actor.NOBODY),
    "document.unreadable": (Section.DATA, FAILED_OR_UNDECIDED, Actor.ISSUER),
    "document.wrong_type": (Section.DATA, FAILED, Actor.ISSUER),
    "copy.differs": (Section.HOSTED, NOTE, Actor.ASKER),
    "document.followed": (Section.DATA, NOTE, Actor.ISSUER),
    "document.other_id": (Section.DATA, FAILED, Actor.ISSUER),
    "document.other_host": (Section.HOSTED, FAILED, Actor.ISSUER),
    "version.unsupported": (None, UNDECIDED, Actor.ASKER),
    "json_ld.unsupported": (Section.JSON_LD, UNDECIDED, Actor.ASKER),
    "json_ld.unknown_context": (Section.JSON_LD, UNDECIDED, Actor.ASKER),
    "json_ld.malformed": (Section.JSON_LD, FAILED, Actor.ISSUER),
    "json_ld.too_complex": (None, UNDECIDED, Actor.ISSUER),
    "extension.fits": (Section.EXTENSIONS, PASSED, Actor.NOBODY),
    "extension.misfit": (Section.EXTENSIONS, FAILED, Actor.ISSUER),
    "extension.unknown": (Section.EXTENSIONS, UNDECIDED, Actor.ASKER),
    "version.early": (None, NOTE, Actor.NOBODY),
    "subject.no_award": (None, NOTE, Actor.ASKER),
    "endorsement.genuine": (Section.ENDORSEMENT, PASSED_OR_NOTE, Actor.NOBODY),
    "endorsement.about_other": (Section.ENDORSEMENT, NOTE, Actor.NOBODY),
    "endorsement.not_genuine": (Section.ENDORSEMENT, FAILED_OR_UNDECIDED, Actor.ISSUER),
    "endorsement.not_followed": (Section.ENDORSEMENT, NOTE, Actor.NOBODY),
}

_CONTENT: dict[str, _Row] = {
    "property.missing": (Section.DATA, FAILED, Actor.ISSUER),
    "property.several": (Section.DATA, FAILED, Actor.ISSUER),
    "property.not_text": (Section.DATATYPES, FAILED, Actor.ISSUER),
    "property.not_text_or_number": (Section.DATATYPES, FAILED, Actor.ISSUER),
    "property.not_boolean": (Section.DATATYPES, FAILED, Actor.ISSUER),
    "property.not_object": (Section.DATA, FAILED, Actor.ISSUER),
    "property.not_identifier": (Section.DATATYPES, FAILED, Actor.ISSUER),
    "property.not_address": (Section.DATATYPES, FAILED, Actor.ISSUER),
    "property.not_picture": (Section.IMAGE, FAILED, Actor.ISSUER),
    "property.not_time": (Section.DATATYPES, FAILED, Actor.ISSUER),
    "property.not_email": (Section.PROFILE, FAILED, Actor.ISSUER),
    "property.not_telephone": (Section.PROFILE, FAILED, Actor.ISSUER),
    "property.not_host": (Section.VERIFICATION, FAILED, Actor.ISSUER),
    "property.not_language": (Section.JSON_LD, FAILED, Actor.ISSUER),
    "property.not_hash": (Section.IDENTITY, FAILED, Actor.ISSUER),
    "property.looks_hashed": (Section.IDENTITY, FAILED, Actor.ISSUER),
    "criteria.empty": (Section.CRITERIA, FAILED, Actor.ISSUER),
    "image.found": (Section.IMAGE, PASSED, Actor.NOBODY),
    "image.embedded": (Section.IMAGE, PASSED, Actor.NOBODY),
}

_PROOF: dict[str, _Row] = {
    "verification.other_type": (Section.VERIFICATION, FAILED, Actor.HOLDER),
    "signature.fits": (Section.SIGNED, PASSED_OR_NOTE, Actor.NOBODY),
    "signature.broken": (Section.SIGNED, FAILED, Actor.HOLDER),
    "signature.fits_no_key": (Section.SIGNED, FAILED, Actor.HOLDER),
    "signature.wrong_algorithm": (Section.SIGNED, FAILED, Actor.ISSUER),
    "signature.absent": (Section.SIGNED, FAILED, Actor.HOLDER),
    "signature.not_checked": (Section.SIGNED, UNDECIDED, Actor.EARLIER),
    "bundle.not_from_issuer": (None, UNDECIDED, Actor.ASKER),
    "key.unreadable": (Section.KEY, FAILED, Actor.ISSUER),
    "key.wrong_size": (None, FAILED, Actor.ISSUER),
    "key.unsupported": (None, FAILED, Actor.ISSUER),
    "key.revoked": (Section.KEY, FAILED, Actor.ISSUER),
    "key.too_many": (None, UNDECIDED, Actor.ISSUER),
    "key.listed": (Section.SIGNED, PASSED_OR_NOTE, Actor.NOBODY),
    "key.on_own_host": (Section.SIGNED, PASSED_OR_NOTE, Actor.NOBODY),
    "key.not_listed": (Section.SIGNED, FAILED, Actor.ISSUER),
    "key.none_listed": (Section.SIGNED, FAILED, Actor.ISSUER),
    "key.differs": (Section.KEY, FAILED, Actor.ISSUER),
    "key.other_owner": (Section.KEY, FAILED, Actor.ISSUER),
    "key.not_checked": (Section.SIGNED, UNDECIDED, Actor.EARLIER),
    "scope.inside": (Section.HOSTED, PASSED_OR_NOTE, Actor.NOBODY),
    "scope.outside": (Section.HOSTED, FAILED, Actor.ISSUER),
    "scope.wrong_start": (Section.VERIFICATION, FAILED, Actor.ISSUER),
    "scope.unsupported": (Section.VERIFICATION, FAILED, Actor.ISSUER),
    "scope.no_address": (Section.HOSTED, FAILED, Actor.HOLDER),
    "scope.not_checked": (Section.HOSTED, UNDECIDED, Actor.EARLIER),
}

_STATE: dict[str, _Row] = {
    "revocation.published": (Section.HOSTED, PASSED_OR_NOTE, Actor.NOBODY),
    "revocation.not_listed": (Section.LIST, PASSED_OR_NOTE, Actor.NOBODY),
    "revocation.no_list": (Section.PROFILE, NOTE, Actor.NOBODY),
    "revocation.revoked": (Section.VERIFYING, FAILED, Actor.ISSUER),
    "revocation.revoked_because": (Section.VERIFYING, FAILED, Actor.ISSUER),
    "revocation.as_of": (None, UNDECIDED_OR_NOTE, Actor.ASKER),
    "revocation.bad_list": (Section.LIST, FAILED, Actor.ISSUER),
    "revocation.not_checked": (Section.VERIFYING, UNDECIDED, Actor.EARLIER),
    "time.issued": (Section.ASSERTION, PASSED, Actor.NOBODY),
    "time.not_yet_issued": (Section.ASSERTION, FAILED, Actor.ISSUER),
    "time.issued_by_leeway": (None, PASSED, Actor.NOBODY),
    "time.not_expired": (Section.VERIFYING, PASSED, Actor.NOBODY),
    "time.expired_by_leeway": (None, PASSED, Actor.ISSUER),
    "time.expired": (Section.VERIFYING, FAILED, Actor.ISSUER),
    "time.expires_before_issued": (Section.ASSERTION, FAILED, Actor.ISSUER),
    "time.not_checked": (Section.VERIFYING, UNDECIDED, Actor.EARLIER),
}

_DEMANDS: dict[str, _Row] = {
    "issuer.expected": (Section.VERIFYING, PASSED_OR_NOTE, Actor.NOBODY),
    "issuer.other": (Section.VERIFYING, FAILED, Actor.HOLDER),
    "issuer.any": (Section.VERIFYING, NOTE, Actor.ASKER),
    "issuer.not_checked": (Section.VERIFYING, UNDECIDED, Actor.EARLIER),
    "recipient.matches": (Section.IDENTITY, PASSED_OR_NOTE, Actor.NOBODY),
    "recipient.other": (Section.IDENTITY, FAILED, Actor.HOLDER),
    "recipient.not_checked": (Section.IDENTITY, UNDECIDED, Actor.EARLIER),
    "class.not_checked": (Section.BADGE_CLASS, UNDECIDED, Actor.EARLIER),
}

_MAY_CHANGE = frozenset(
    {"fetch.failed", "fetch.silent_host", "fetch.unavailable", "time.not_yet_issued"}
)
"""What may be otherwise in an hour: a server that does not answer, and a clock that is slow."""

_TABLES = {
    Area.INPUT: _INPUT,
    Area.READING: _READING,
    Area.CONTENT: _CONTENT,
    Area.PROOF: _PROOF,
    Area.STATE: _STATE,
    Area.DEMANDS: _DEMANDS,
}

CODES: Mapping[str, Code] = MappingProxyType(
    {
        code: Code(code, area, section, outcomes, actor, code in _MAY_CHANGE)
        for area, table in _TABLES.items()
        for code, (section, outcomes, actor) in table.items()
    }
)
"""What every code means, by code, in the order of the work."""
