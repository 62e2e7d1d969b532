"""The meaning of every code: each code has one, and it says of the code what the verifier does."""

from __future__ import annotations

import ast
import io
import json
from collections import defaultdict
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import verifier
from tests.doubles.issuer_in_memory import NOW
from tests.fuzz.generators import mutated
from tests.fuzz.judging import outcome
from tests.fuzz.past_failures import past_failures
from verifier import SENTENCES, Finding, InvalidBadge, Outcome, cli
from verifier.codes import CODES, Actor, Area, Code, Section

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SOURCES = sorted(
    path
    for path in Path(verifier.__file__).parent.rglob("*.py")
    if path.stem not in {"codes", "sentences"}
)
METHODS = frozenset(outcome.value for outcome in Outcome)
CHANGED = 400
"""Badges with something changed; their seeds are fixed."""

Made = dict[str, set[Outcome]]

# Where a finding is made of another one, or of an error that has a code already.
DERIVED = {
    "Finding(code, Outcome.PASSED, parameters)",
    "Finding(code, Outcome.FAILED, parameters)",
    "Finding(code, Outcome.UNDECIDED, parameters)",
    "Finding(code, Outcome.NOTE, parameters)",
    "Finding(code, Outcome.UNDECIDED, {'document': name, **parameters})",
    "Finding(finding.code, Outcome.NOTE, finding.parameters)",
    "Finding(error.code, outcome, error.parameters)",
    "Finding(_CODES[line.kind], Outcome.FAILED, where)",
}


def made() -> Made:
    """Return with which outcomes the verifier's source makes each code."""
    found: Made = defaultdict(set)
    strange = set()
    for path in SOURCES:
        for function in _functions(ast.parse(path.read_text(encoding="utf-8"))):
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                pairs = list(_pairs(call, function))
                if not pairs and _name(call) == "Finding":
                    strange.add(ast.unparse(call))
                for code, end in pairs:
                    found[code].add(end)
    assert strange == DERIVED, "A code is put together in a way that this test cannot follow."
    for code in _constants("openbadges/classes.py", "_CODES"):
        found[code].add(Outcome.FAILED)
    # What we decline to read in a document may be in order.
    for code in _constants("understanding.py", "_LIMITS"):
        found[code].add(Outcome.UNDECIDED)
    # In a bundle, what rests on the issuer's documents is no more than a note.
    copied = tuple(_constants("bundle.py", "_OF_THE_ISSUER"))
    for code, outcomes in found.items():
        if code.startswith(copied) and Outcome.PASSED in outcomes:
            outcomes.add(Outcome.NOTE)
    return found


def _functions(module: ast.Module) -> Iterator[ast.AST]:
    """Yield each function of *module*: findings are made in functions alone."""
    yield from (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


def _pairs(call: ast.Call, function: ast.AST) -> Iterator[tuple[str, Outcome]]:
    """Yield the codes that *call* makes, each with its outcome."""
    name = _name(call)
    if not call.args:
        return
    if name in METHODS and isinstance(call.func, ast.Attribute):
        outcomes = [Outcome(name)]
    elif name == "_undecided":
        outcomes = [Outcome.UNDECIDED]
    elif name == "InvalidBadge":
        outcomes = [InvalidBadge("input.empty").finding.outcome]
    elif name == "Finding":
        outcomes = list(_outcomes(call.args[1], function))
    else:
        return
    yield from product(_codes(call.args[0]), outcomes)


def _codes(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from _codes(node.body)
        yield from _codes(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        # Only the checks that were not made are put together, from the name of their area.
        ending = str(ast.literal_eval(node.values[-1]))
        assert ending == ".not_checked"
        yield from (code for code in SENTENCES if code.endswith(ending))


def _outcomes(node: ast.expr, function: ast.AST) -> Iterator[Outcome]:
    """Yield the outcomes that *node* can be: one by name, or a variable of its *function*."""
    if isinstance(node, ast.Attribute):
        yield Outcome[node.attr]
    elif isinstance(node, ast.IfExp):
        yield from _outcomes(node.body, function)
        yield from _outcomes(node.orelse, function)
    elif isinstance(node, ast.Name):
        for line in ast.walk(function):
            if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == node.id:
                yield from _outcomes(line.value, function)


def _constants(path: str, name: str) -> list[str]:
    """Return the texts in the table *name* of a module: the members of a tuple, or values."""
    module = ast.parse((SOURCES[0].parent / path).read_text(encoding="utf-8"))
    for node in module.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign):
            continue
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
        if ast.unparse(target) == name:
            found = node.value.values if isinstance(node.value, ast.Dict) else node.value.elts  # type: ignore[union-attr] # another kind of table fails here
            return [str(ast.literal_eval(item)) for item in found]
    pytest.fail(f"{path} has no {name} any more.")


def test_every_code_has_a_meaning_and_nothing_else_has() -> None:
    """A new code says what it means before anybody can read it in a report."""
    assert set(CODES) == set(SENTENCES)
    assert all(code.code == name for name, code in CODES.items())


def test_the_outcomes_are_those_that_the_verifier_can_make() -> None:
    """No code ends as its meaning does not say, and no outcome is declared that nothing makes."""
    found = made()
    assert {name: set(code.outcomes) for name, code in CODES.items()} == found


def test_reading_the_source_notices_a_new_outcome() -> None:
    """The test above would be worth nothing if it read less than there is."""
    call = ast.parse("Finding('time.expired', Outcome.UNDECIDED, {})", mode="eval").body
    assert isinstance(call, ast.Call)
    assert list(_pairs(call, ast.Module([], []))) == [("time.expired", Outcome.UNDECIDED)]
    assert Outcome.UNDECIDED not in CODES["time.expired"].outcomes


def _undeclared(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {
        (item.code, item.outcome.value)
        for item in findings
        if item.outcome not in CODES[item.code].outcomes
    }


def test_hostile_badges_end_as_the_meanings_say() -> None:
    """Badges that broke verifiers, and badges with something changed, end in declared outcomes."""
    cases = [failure.case for failure in past_failures()]
    cases += [mutated(seed)() for seed in range(CHANGED)]
    seen: Mapping[str, set[str]] = defaultdict(set)
    for case in cases:
        report = outcome(case)
        assert _undeclared(report.findings) == set()
        for finding in report.findings:
            seen[finding.code].add(finding.outcome)
    assert len(seen) > len(CODES) / 2


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_whose_turn_it_is_agrees_with_the_sentence(code: Code) -> None:
    """A sentence that sends the reader to the issuer is not the holder's to mend."""
    says = code.sentence
    if "issuer has to" in says or "publisher has to" in says:
        assert code.actor is Actor.ISSUER
    if says.endswith(("Ask the holder for the original file.", "badge's original file.")):
        assert code.actor is Actor.HOLDER
    if "That one says what to do" in says:
        assert code.actor is Actor.EARLIER
    if set(code.outcomes) & {Outcome.FAILED, Outcome.UNDECIDED}:
        assert code.actor is not Actor.NOBODY
    if "Try again later" in says:
        assert code.may_change


def test_parameters_are_those_of_the_sentence() -> None:
    """Each name stands once, in the order of the sentence."""
    assert CODES["time.expires_before_issued"].parameters == ("expires", "issued_on")
    assert CODES["svg.empty"].parameters == ()


def test_the_command_prints_every_code() -> None:
    """Without a network and without a badge, as text for people and as JSON for programs."""
    told = _printed("--codes")
    assert "time.expired  failed  (issuer)\n    The badge expired on {expires}." in told
    assert all(f"\n{code}  " in f"\n{told}" for code in CODES)
    printed = json.loads(_printed("--codes", "--json"))
    assert printed == {"codes": [code.as_json() for code in CODES.values()]}
    assert printed["codes"][0]["section"] is None


def _printed(*argv: str) -> str:
    out = io.StringIO()
    status = cli.main(
        argv,
        stdin=io.BytesIO(),
        stdout=out,
        stderr=io.StringIO(),
        fetcher=None,
        environ={},
        now=NOW,
    )
    assert status == cli.EXIT_VALID
    return out.getvalue()


def test_areas_come_in_the_order_of_the_work() -> None:
    """Whoever lists the codes by area has each area in one piece."""
    areas = list(dict.fromkeys(code.area for code in CODES.values()))
    assert areas == list(Area)
    assert [code.area for code in CODES.values()] == sorted(
        (code.area for code in CODES.values()), key=areas.index
    )


@pytest.mark.parametrize("section", Section)
def test_sections_can_be_read_by_everybody(section: Section) -> None:
    """A section has a title, an address over https, and a code that is about it."""
    assert section.title
    assert section.address.startswith("https://")
    assert any(code.section is section for code in CODES.values())
