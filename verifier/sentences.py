"""What each finding says, in English: one sentence or a few, by code.

Whoever shows findings in another language translates this table; the issuer's
tests compare its translations with it.  Names in braces are parameters.  A
sentence about something wrong says what was expected, what was found, and what
to do next.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_INPUT = {
    "input.empty": "There is nothing to check. "
    "Give a badge's address, its signed text, its JSON, or its PNG or SVG picture.",
    "input.not_a_badge": "This is no badge: it is neither an address, nor a signed text, nor JSON, "
    "nor a PNG or SVG picture. Ask the holder for the badge's address or its original file.",
    "input.too_large": "This has more than {limit} bytes, which no badge needs, so it was not "
    "read. Ask the holder for the badge's address or its original file.",
    "input.bundle": "This is an offline bundle, which holds a badge and is none itself. "
    "Give it to a program that opens bundles, or ask the holder for the badge's address.",
    "bundle.too_large": "This offline bundle has more than {limit} bytes, so it was not read. "
    "Ask the holder for the badge's address or its original file.",
    "bundle.malformed": "This looks like an offline bundle, but its member {member} is not as it "
    "should be. Ask for the file again.",
    "bundle.version": "This offline bundle is of version {found}, and only version 1 is read here. "
    "Check it with another verifier, or ask the holder for the badge's address.",
    "input.in_circles": "Reading this badge led from one copy to the next more than {limit} times. "
    "Ask the holder for the badge's own address.",
    "address.unsupported": "Badges are read from web addresses, which begin with https:// or "
    "http://, and {address} is none. Ask the holder for the badge's web address.",
    "json.malformed": "This is not JSON (RFC 8259): reading stopped at line {line}, column "
    "{column}. Ask for the complete document.",
    "json.not_text": "This should be JSON, but it is not text in UTF-8. "
    "Ask for the document as it was published.",
    "json.not_an_object": "A badge is a JSON object, written in braces, and this is something "
    "else. Ask for the complete document.",
    "json.duplicate_member": "The member {member} stands twice in one JSON object, so two readers "
    "could read two different badges. The publisher has to write it once.",
    "json.number": "This JSON holds a number that cannot be read exactly, such as NaN or one of "
    "several hundred digits. The publisher has to correct it.",
    "json.too_large": "This document has more than {limit} bytes, so it was not read. "
    "The publisher has to shorten it.",
    "json.too_deep": "This document nests more than {limit} levels deep, so it was not read. "
    "The publisher has to simplify it.",
    "jws.malformed": "A signed badge has three parts with dots between them, the first of them a "
    "JSON header, and this text has not. Ask the holder for the complete text.",
    "jws.not_base64url": "The three parts of a signed badge are written in base64url without "
    "padding (RFC 7515), and here the {part} is not. Copy the text again; if it stays so, the "
    "issuer has to sign the badge again.",
    "jws.too_large": "This signed text has more than {limit} bytes, so it was not read. "
    "Ask the holder for the badge's own address.",
    "jws.header_refused": "The signature's header uses {member}, which would change how the "
    "signature is checked or with which key. The issuer has to sign the badge without it.",
    "picture.too_large": "This picture has more than {limit} bytes, so it was not read. "
    "Ask the holder for the badge's original file.",
    "picture.assertion_too_large": "What is written into this picture has more than {limit} bytes, "
    "so it was not read. Ask the holder for the badge's original file.",
    "png.not_png": "This file is not a PNG picture. Ask the holder for the badge's original file.",
    "png.damaged": "This PNG picture is damaged or cut short. "
    "Ask the holder for the badge's original file.",
    "png.no_assertion": "No badge is written into this PNG picture. Some sites remove it when they "
    "resize pictures: ask the holder for the original file.",
    "png.several_assertions": "Several badges are written into this PNG picture, and it is "
    "unclear which one counts. Ask the holder for the original file.",
    "png.too_many_chunks": "This PNG picture has more than {limit} parts, so it was not read. "
    "Ask the holder for the badge's original file.",
    "svg.not_svg": "This file is not an SVG picture. Ask the holder for the badge's original file.",
    "svg.malformed": "This SVG picture is not well-formed XML in UTF-8. "
    "Ask the holder for the badge's original file.",
    "svg.doctype": "This SVG picture has a DOCTYPE, which can make a reader open other files, so "
    "it was not read. Ask the holder for a picture without one.",
    "svg.empty": "This SVG picture has no content to write a badge into. Choose another picture.",
    "svg.no_assertion": "No badge is written into this SVG picture. Some sites remove it when they "
    "clean pictures: ask the holder for the original file.",
    "svg.several_assertions": "Several badges are written into this SVG picture, and it is "
    "unclear which one counts. Ask the holder for the original file.",
}

_READING = {
    "fetch.failed": "{address} could not be read: {detail} "
    "Try again later; if it stays so, ask the issuer.",
    "fetch.refused": "{address} was not asked for: {detail} Only public addresses that begin with "
    "https:// are read here. Use such an address if there is one; otherwise the issuer has to "
    "publish it at one.",
    "fetch.silent_host": "{address} was not asked for: its server has left other requests without "
    "an answer too long. Try again later; if it stays so, ask the issuer.",
    "fetch.unavailable": "{address} answered with HTTP status {status}, so its document could not "
    "be read now. Try again later.",
    "fetch.missing": "There is no document at {address}: it answered with HTTP status {status}. "
    "Ask the issuer whether the badge was withdrawn or has moved.",
    "fetch.too_many": "{address} was not read: this badge names more than {limit} documents. "
    "The issuer has to simplify it.",
    "fetch.redirects": "{address} was forwarded more than {limit} times, so no document was read. "
    "The publisher has to correct it.",
    "document.read": "{document} is a well-formed {type}.",
    "document.unreadable": "{document} cannot be read as an Open Badges document, for the reason "
    "given next. The issuer has to correct it.",
    "document.wrong_type": "{document} should be of type {expected}; its type is {found}. "
    "The issuer has to correct it.",
    "copy.differs": "What you gave is a copy, and it does not say the same as {document}, which "
    "was read instead. They differ in: {members}. What stands at the address counts, not the copy.",
    "document.followed": "{address} holds a document that calls itself {id}, so it was read from "
    "there again. The issuer should use one address.",
    "document.other_id": "{address} should hold the document of that name, but what it holds calls "
    "itself {id}. The issuer has to correct one of the two.",
    "document.other_host": "The request for {address} was sent on to another host, {answered}, "
    "which cannot speak for the first one. The issuer has to publish it on its own host.",
    "version.unsupported": "{document} is written in no version of Open Badges from 0.5 to 2.0 "
    "(its context is {found}), and this verifier reads no other. Check it with another verifier.",
    "json_ld.unsupported": "{document} uses {member}, a part of JSON-LD that this verifier does "
    "not read here. Check it with another verifier.",
    "json_ld.unknown_context": "{document} takes its words from {context}, which this verifier "
    "does not know and does not fetch, so the document could not be read. Check it with another "
    "verifier.",
    "json_ld.malformed": "{document} is not correct JSON-LD ({detail}). The issuer has to correct "
    "it.",
    "json_ld.too_complex": "{document} is larger or more intricate JSON-LD than any badge needs, "
    "so it was not read. The issuer has to simplify it.",
    "extension.fits": "{document} has an extension, {extension}, as its schema wants it.",
    "extension.misfit": "{document} has an extension whose property {property} should fulfil "
    "{rule}; it is {found}. The issuer has to correct it.",
    "extension.unknown": "{document} has an extension, {extension}, that could not be checked: its "
    "schema is not known here. Check it with another verifier.",
    "version.early": "{document} is written in Open Badges {version}. It was brought to version "
    "2.0 and judged by the rules of that version.",
    "subject.no_award": "{document} is of type {type}: no badge that somebody was awarded. "
    "The verdict says only that it is well-formed and comes from where it says, with what it "
    "refers to.",
    "endorsement.genuine": "{issuer} endorses {about}: {endorsement} is genuine.",
    "endorsement.about_other": "{endorsement} is a genuine endorsement, but of {about}, so it says "
    "nothing about this badge.",
    "endorsement.not_genuine": "{document} refers to the endorsement {endorsement}, which was not "
    "shown to be genuine, for the reasons given next. The issuer has to remove it or have it "
    "corrected.",
    "endorsement.not_followed": "{document} is endorsed in its turn, and that was not checked.",
}

_CONTENT = {
    "property.missing": "{document} should have {property}, and has none. "
    "The issuer has to add it.",
    "property.several": "{document} should have one {property}; it has {count}. "
    "The issuer has to choose one.",
    "property.not_text": "In {document}, {property} should be text; it is {found}. "
    "The issuer has to correct it.",
    "property.not_text_or_number": "In {document}, {property} should be text or a number; it is "
    "{found}. The issuer has to correct it.",
    "property.not_boolean": "In {document}, {property} should be true or false; it is {found}. "
    "The issuer has to correct it.",
    "property.not_object": "In {document}, {property} should be a JSON object; it is {found}. "
    "The issuer has to correct it.",
    "property.not_identifier": "In {document}, {property} should be an absolute address or another "
    "absolute identifier (IRI); it is {found}. The issuer has to correct it.",
    "property.not_address": "In {document}, {property} should be an address that begins with "
    "https:// or http://; it is {found}. The issuer has to correct it.",
    "property.not_picture": "In {document}, {property} should be the address of a picture, or in a "
    "badge class or profile a PNG or SVG written as a data: address; it is {found}. "
    "The issuer has to correct it.",
    "property.not_time": "In {document}, {property} should be a date and time with its time zone, "
    "such as 2026-03-01T09:30:00Z; it is {found}. The issuer has to correct it.",
    "property.not_email": "In {document}, {property} should be an e-mail address; it is {found}. "
    "The issuer has to correct it.",
    "property.not_telephone": "In {document}, {property} should be a telephone number such as "
    "+254700123456; it is {found}. The issuer has to correct it.",
    "property.not_host": "In {document}, {property} should be a host name such as "
    "badges.example.org, without a port; it is {found}. The issuer has to correct it.",
    "property.not_language": "In {document}, {property} should be a language tag such as sw or "
    "pt-BR; it is {found}. The issuer has to correct it.",
    "property.not_hash": "In {document}, {property} should be a hash, sha256$ or md5$ and its hex "
    "digits, because hashed is true; it is {found}. The issuer has to correct it.",
    "property.looks_hashed": "In {document}, {property} is a hash, but hashed is false. "
    "The issuer has to correct it.",
    "criteria.empty": "The criteria in {document} should have an address or a text, and have "
    "neither. The issuer has to say what the badge is awarded for.",
    "image.found": "The picture {address} exists.",
    "image.embedded": "{document} holds its picture itself.",
}

_PROOF = {
    "verification.other_type": "{document} should say {expected} in verification.type; it says "
    "{found}. Ask the holder for the original file.",
    "signature.fits": "The signature fits key {key}: the badge was not altered.",
    "signature.broken": "The signature does not fit key {key}. Either the badge was changed after "
    "it was issued, or another key signed it. Ask the holder for the original file, or open the "
    "badge's own page.",
    "signature.fits_no_key": "The signature fits none of the keys that {issuer} lists. Either the "
    "badge was changed after it was issued, or somebody else signed it. Ask the holder for the "
    "original file.",
    "signature.wrong_algorithm": "The signature's algorithm is {algorithm}; with key {key} it "
    "should be one of {expected}. Ask the issuer to sign the badge again.",
    "signature.absent": "{document} says that it is a signed badge, but it was given without its "
    "signature, and JSON alone proves nothing. Ask the holder for the signed text or the picture.",
    "signature.not_checked": "The signature was not checked, because a step before did not "
    "succeed. That one says what to do.",
    "bundle.not_from_issuer": "All documents were read from a bundle that says it was made on "
    "{made_at}, and anybody can write one: whether they are really the issuer's stays open. "
    "Check the badge online before you rely on it.",
    "key.unreadable": "Key {key} should hold a public key in PEM text, and what it holds cannot be "
    "read. The issuer has to correct it.",
    "key.wrong_size": "Key {key} is an RSA key of {bits} bits; from {minimum} to {maximum} bits "
    "are accepted. The issuer has to use another key and issue the badge again.",
    "key.unsupported": "Key {key} is neither RSA, nor EC on the curve P-256, nor Ed25519. "
    "The issuer has to use one of these and issue the badge again.",
    "key.revoked": "Key {key} says that it is revoked, so nothing that it signed is proof. "
    "Ask the issuer for a new badge.",
    "key.too_many": "{issuer} lists {count} keys, and the badge does not say which one signed it. "
    "Only {limit} are tried. The issuer has to name the key in verification.creator.",
    "key.listed": "{issuer} lists key {key} as its own.",
    "key.on_own_host": "Key {key} stands on the host of {issuer}, which makes it the issuer's in a "
    "badge older than version 2.0.",
    "key.not_listed": "{issuer} does not list key {key} as its own, so anybody could have signed "
    "this badge. Ask the issuer whether it issued the badge.",
    "key.none_listed": "{issuer} lists no key, so no signature proves that it issued this badge. "
    "Ask the issuer whether it did.",
    "key.differs": "{issuer} lists key {key} with another public key than the one at that address. "
    "The issuer has to correct one of the two.",
    "key.other_owner": "Key {key} should belong to {issuer}; it names {owner} as its owner. "
    "Ask the issuer whether it issued the badge.",
    "key.not_checked": "Whether the key belongs to the issuer was not checked, because a step "
    "before did not succeed. That one says what to do.",
    "scope.inside": "{address} is a place where {issuer} publishes badges.",
    "scope.outside": "{address} is not on a host where {issuer} publishes badges, which are: "
    "{expected}. Anybody could have put it there. Ask the issuer for the badge's own address.",
    "scope.wrong_start": "{address} is not below an address where {issuer} publishes badges, which "
    "are: {expected}. Anybody could have put it there. Ask the issuer for the badge's own address.",
    "scope.unsupported": "{issuer} limits its badges by the property {found}; the standard knows "
    "only id. The issuer has to correct its profile.",
    "scope.no_address": "This JSON proves nothing by itself, and its id {id} is not an address "
    "where the original could be read. Ask the holder for the badge's address, the signed text or "
    "the picture.",
    "scope.not_checked": "Whether the badge is published where its issuer publishes badges was not "
    "checked, because a step before did not succeed. That one says what to do.",
}

_STATE = {
    "revocation.published": "{subject} is still published and not marked as revoked.",
    "revocation.not_listed": "{subject} is not in the issuer's list of revoked badges, {list}.",
    "revocation.no_list": "{issuer} publishes no list of revoked badges, so this badge cannot have "
    "been revoked.",
    "revocation.revoked": "The issuer has revoked {subject} and gives no reason. "
    "Ask the issuer for the reason.",
    "revocation.revoked_because": "The issuer has revoked {subject} and gives this reason: "
    "“{reason}”. Ask the issuer if you doubt it.",
    "revocation.as_of": "What is known about revocation is of {as_of}; whether the badge was "
    "revoked since is not known. Check it online.",
    "revocation.bad_list": "{list} should list revoked badges, each by an identifier; instead "
    "there is {found}. The issuer has to correct it.",
    "revocation.not_checked": "Whether the badge was revoked was not checked, because a step "
    "before did not succeed. That one says what to do.",
    "time.issued": "The badge was issued on {issued_on}.",
    "time.not_yet_issued": "The badge says that it was issued on {issued_on}, and it is only {now} "
    "(a clock may be wrong by {leeway} minutes). Check the date, and ask the issuer.",
    "time.issued_by_leeway": "The badge says that it was issued on {issued_on}, and it is only "
    "{now}. It counts, because a clock may be wrong by {leeway} minutes.",
    "time.not_expired": "The badge expires on {expires}.",
    "time.expired_by_leeway": "The badge expired on {expires}, and it is {now}. It still counts, "
    "because a clock may be wrong by {leeway} minutes. Ask the issuer to renew it.",
    "time.expired": "The badge expired on {expires}. Ask the issuer whether it can be renewed.",
    "time.expires_before_issued": "The badge expires on {expires}, before it was issued on "
    "{issued_on}. The issuer has to correct it.",
    "time.not_checked": "The badge's dates were not checked, because a step before did not "
    "succeed. That one says what to do.",
}

_DEMANDS = {
    "issuer.expected": "The badge is from {issuer}, as it should be.",
    "issuer.other": "The badge should be from {expected}; it is from {issuer}. "
    "Ask the holder for the right badge.",
    "issuer.any": "The badge names {issuer} as its issuer. Nobody said which issuers to "
    "trust: decide whether you trust this one.",
    "issuer.not_checked": "Who issued the badge was not checked, because a step before did not "
    "succeed. That one says what to do.",
    "recipient.matches": "The badge was awarded to {expected}.",
    "recipient.other": "The badge should be awarded to {expected}; it was awarded to somebody "
    "else. Check the spelling, and ask the holder under which name the badge was awarded.",
    "recipient.not_checked": "To whom the badge was awarded was not checked, because a step before "
    "did not succeed. That one says what to do.",
    "class.not_checked": "What the badge was awarded for was not checked, because a step before "
    "did not succeed. That one says what to do.",
}

SENTENCES: Mapping[str, str] = MappingProxyType(
    _INPUT | _READING | _CONTENT | _PROOF | _STATE | _DEMANDS
)
"""Every code with its English template."""


def sentence(code: str, parameters: Mapping[str, str]) -> str:
    """Return what *code* says with *parameters* in it."""
    return SENTENCES[code].format_map(parameters)
