"""Single-line changes to the verifier's checks, each of which has to turn a test red."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """One line of one module of `verifier`, and what stands there instead.

    *skips* says what an attacker would gain.  *tests* are where a test is expected
    to fail: names of modules in tests/unit/verifier.
    """

    module: str
    line: str
    instead: str
    skips: str
    tests: tuple[str, ...]


SIGNED, HOSTED = "test_verify_signed", "test_verify_hosted"

MUTANTS = (
    Mutant(
        "statements.py",
        "return key if key is not None and signature.fits(signed, key, case.reading) else None",
        "return key",
        "any signature will do",
        (SIGNED,),
    ),
    Mutant(
        "statements.py",
        "case.proved = signature.check_owner(key, case.issuer, case.reading)",
        "case.proved = True",
        "anybody's key will do",
        (SIGNED,),
    ),
    Mutant(
        "statements.py",
        "_check_revocation_list(case, statement, case.issuer)",
        "pass",
        "the revocation list is not read",
        (SIGNED,),
    ),
    Mutant(
        "statements.py",
        "case.proved = case.reading.add(scope.judge_assertion(case.name, case.issuer))",
        "case.proved = True",
        "a hosted badge from any host",
        (HOSTED,),
    ),
    Mutant(
        "statements.py",
        "case.reading.add(scope.judge_host(class_id, case.issuer))",
        "pass",
        "a badge class from any host",
        (HOSTED,),
    ),
    Mutant(
        "statements.py",
        "if not reading.add(revocations.judge_flag(document))"
        " and _ABOUT[case.kind] not in document:",
        "if _ABOUT[case.kind] not in document:",
        "`revoked: true` is overlooked",
        (HOSTED, SIGNED),
    ),
    Mutant(
        "statements.py",
        "case.reading.add(dates.judge(statement, case.now))",
        "pass",
        "an expired badge counts",
        (SIGNED, HOSTED),
    ),
    Mutant(
        "statements.py",
        "if case.reading.body(picture) is not None:",
        "if True:",
        "a picture need not exist",
        (HOSTED, SIGNED),
    ),
    Mutant(
        "statements.py",
        "if found in types:",
        "if True:",
        "a signed badge without its signature is hosted",
        (HOSTED, SIGNED),
    ),
    Mutant(
        "statements.py",
        "if not reading.typed(document, case.name, case.kind):",
        "if False:",
        "any document is an Assertion",
        (HOSTED, SIGNED, "test_subjects"),
    ),
    Mutant(
        "statements.py",
        "case.reading.add(revocations.judge_flag(read.document, gone=True))",
        "pass",
        "a badge that is gone is not said to be revoked",
        (HOSTED,),
    ),
    Mutant(
        "verify.py",
        "case.check_complete()",
        "pass",
        "what was not checked counts as checked",
        (SIGNED, HOSTED, "test_verify_anything"),
    ),
    Mutant(
        "verify.py",
        "case.reading.add(policy.judge(_evidence(case)))",
        "pass",
        "the caller's demands are not asked",
        (SIGNED,),
    ),
    Mutant(
        "verify.py",
        "if not case.proved or case.issuer is None:",
        "if case.issuer is None:",
        "an unproved issuer meets the demand for an issuer",
        (SIGNED, HOSTED),
    ),
    Mutant(
        "verify.py",
        "endorsements.check(case)",
        "pass",
        "endorsements are not verified",
        ("test_endorsements",),
    ),
    Mutant(
        "verify.py",
        "if report.valid is not True:",
        "if report.valid is False:",
        "an undecided badge is returned like a valid one",
        (SIGNED, HOSTED),
    ),
    Mutant(
        "case.py",
        "if codes.isdisjoint(proofs) and area not in bad:",
        "if codes.isdisjoint(proofs) and area in bad:",
        "a missing check is not noticed",
        (SIGNED, HOSTED, "test_subjects"),
    ),
    Mutant(
        "report.py",
        "if Outcome.UNDECIDED in outcomes or Outcome.PASSED not in outcomes:",
        "if Outcome.PASSED not in outcomes:",
        "undecided counts as valid",
        ("test_report",),
    ),
    Mutant(
        "report.py",
        "if Outcome.FAILED in outcomes:",
        "if False:",
        "failed counts as undecided",
        ("test_report",),
    ),
    Mutant(
        "signature.py",
        "elif values.canonical(key.id) not in listed:",
        "elif False:",
        "a key that the Profile does not list",
        (SIGNED,),
    ),
    Mutant(
        "signature.py",
        "elif key.owner is not None and not values.same_identifier(key.owner, issuer_id):",
        "elif False:",
        "a key that names another owner",
        (SIGNED,),
    ),
    Mutant(
        "reading.py",
        "if name == answered or values.authority(answered) == values.authority(name):",
        "if True:",
        "a host that forwards anywhere vouches for a forger",
        (SIGNED, HOSTED),
    ),
    Mutant(
        "reading.py",
        "if isinstance(own, str) and not self._is_called(own, address):",
        "if False:",
        "a document may call itself by another's address",
        (SIGNED, HOSTED),
    ),
    Mutant(
        "reading.py",
        "if status in _MISSING:",
        "if False:",
        "what is missing is not said to be",
        (SIGNED, HOSTED),
    ),
    Mutant(
        "reading.py",
        "elif self._fetches < MAX_FETCHES:",
        "elif True:",
        "a badge may have any number of addresses fetched",
        ("test_session", SIGNED, HOSTED),
    ),
    Mutant(
        "openbadges/jws.py",
        "if jws.algorithm not in allowed:",
        "if False:",
        "an algorithm of another type of key",
        ("test_jws",),
    ),
    Mutant(
        "openbadges/jws.py",
        '_REFUSED = frozenset({"crit", "b64", "jwk", "zip"})',
        '_REFUSED = frozenset({"b64", "zip"})',
        "a header that brings its own key",
        ("test_jws",),
    ),
    Mutant(
        "openbadges/jws.py",
        "if segment.endswith(last):",
        "if True:",
        "a signature with two spellings",
        ("test_jws",),
    ),
    Mutant(
        "openbadges/jws.py",
        "if len(token) > MAX_BYTES:",
        "if False:",
        "a signed text of any length",
        ("test_jws",),
    ),
    Mutant(
        "openbadges/public_keys.py",
        "if not MIN_RSA_BITS <= key.key_size <= MAX_RSA_BITS:",
        "if False:",
        "a key that is too short",
        ("test_public_keys",),
    ),
    Mutant(
        "openbadges/scope.py",
        "if values.authority(address) in allowed:",
        "if values.authority(address)[0] in {host for host, _ in allowed}:",
        "another port of the issuer's host",
        ("test_scope",),
    ),
    Mutant(
        "openbadges/scope.py",
        "if starts and (not address.startswith(tuple(starts))"
        " or values.has_dot_segments(address)):",
        "if starts and not address.startswith(tuple(starts)):",
        "an address that leaves the issuer's folder by dots",
        ("test_scope",),
    ),
    Mutant(
        "openbadges/scope.py",
        'if by not in (None, "id"):',
        "if False:",
        "a scope that we do not understand",
        ("test_scope",),
    ),
    Mutant(
        "openbadges/revocations.py",
        "if values.canonical(name) == badge:",
        "if name == badge:",
        "a revoked badge in other letters",
        ("test_revocations",),
    ),
    Mutant(
        "openbadges/revocations.py",
        'return kind == "uid" and (name == uid or f"urn:uuid:{name}".lower() == badge)',
        "return False",
        "a badge that is revoked by its uid",
        ("test_revocations",),
    ),
    Mutant(
        "openbadges/revocations.py",
        "bad = bad or _bad_list(address, entry)",
        "pass",
        "an entry that nobody understands clears",
        ("test_revocations",),
    ),
    Mutant(
        "openbadges/revocations.py",
        'if gone or any(value is not False for value in classes.many(assertion, "revoked")):',
        'if gone or any(value is True for value in classes.many(assertion, "revoked")):',
        '`revoked: "true"`',
        ("test_revocations", HOSTED),
    ),
    Mutant(
        "openbadges/dates.py",
        "if expires <= now - LEEWAY:",
        "if expires <= now - 400 * LEEWAY:",
        "a badge that expired yesterday",
        ("test_dates",),
    ),
    Mutant(
        "openbadges/dates.py",
        "if issued_on > now + LEEWAY:",
        "if False:",
        "a badge from the future",
        ("test_dates",),
    ),
    Mutant(
        "openbadges/identity.py",
        "return hmac.compare_digest(digest.hexdigest(), digits.lower())",
        "return hmac.compare_digest(digest.hexdigest(), digits)",
        "a hash in capitals is somebody else",
        ("test_identity",),
    ),
    Mutant(
        "openbadges/identity.py",
        "return name is not None and name == _username(value)",
        "return name is not None",
        "a badge of any user of the wiki",
        ("test_identity",),
    ),
    Mutant(
        "openbadges/json_text.py",
        "if len(members) < len(pairs):",
        "if False:",
        "a member that stands twice",
        ("test_json_text",),
    ),
    Mutant(
        "openbadges/png.py",
        "if len(found) > 1:",
        "if False:",
        "two badges in one picture",
        ("test_png",),
    ),
    Mutant(
        "openbadges/svg.py",
        'raise InvalidBadge("svg.doctype")',
        "return",
        "entities in a picture",
        ("test_svg",),
    ),
    Mutant(
        "openbadges/extensions.py",
        'yield Finding("extension.misfit", Outcome.FAILED, where)',
        "pass",
        "an extension against its schema",
        ("test_extensions",),
    ),
    Mutant(
        "policy.py",
        "return issuer.startswith(self._profile_ids) and not has_dot_segments(issuer)",
        "return issuer.startswith(self._profile_ids)",
        "an issuer outside of the prefix, by dots",
        ("test_policy",),
    ),
    Mutant(
        "policy.py",
        "return issuer in self._profile_ids",
        "return True",
        "any issuer meets the demand",
        ("test_policy",),
    ),
    Mutant(
        "cache.py",
        "and _NEVER_LASTING.isdisjoint(document)",
        "and True",
        "a list of revoked badges that is a minute old",
        ("test_cache",),
    ),
    Mutant(
        "endorsements.py",
        "if values.canonical(about) in subjects:",
        "if True:",
        "an endorsement of something else",
        ("test_endorsements",),
    ),
    Mutant(
        "openbadges/jws.py",
        "_check_signature(jws, public_key)",
        "pass",
        "the signature is not computed",
        ("test_jws",),
    ),
    Mutant(
        "proofs.py",
        "known = (sha256, check) in self._known",
        "known = True",
        "nothing is checked at all",
        ("test_proofs",),
    ),
    Mutant(
        "reading.py",
        "if legacy.version(document) == legacy.V2_0 and linked_data.is_plain(document):",
        "if legacy.version(document) == legacy.V2_0:",
        "a second name for a property is overlooked",
        ("test_proofs", "test_json_ld"),
    ),
    Mutant(
        "reading.py",
        "if sha256 is None or not PROOFS.holds(sha256, type_):",
        "if sha256 is None:",
        "the properties of a document are not checked",
        ("test_proofs", SIGNED),
    ),
)
