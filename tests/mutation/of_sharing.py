"""Changes to what badges of a batch share, and to what a bundle leaves open."""

from __future__ import annotations

from .mutant import Mutant

BATCH, SETTLED, HOSTS, BUNDLE = "test_batch", "test_settled", "test_hosts", "test_bundle"

MUTANTS = (
    Mutant(
        "reading.py",
        "document = fresh(said.document) if answer.is_shared else said.document",
        "document = said.document",
        "a caller changes the documents of other badges",
        (BATCH,),
    ),
    Mutant(
        "answers.py",
        "return [_fresh(inner) if inner.__class__ in _CONTAINERS else inner for inner in value]",
        "return list(value)",
        "a caller changes what lies deep in the documents of others",
        (BATCH,),
    ),
    Mutant(
        "statements.py",
        "question = (check.__name__, key.id, key.owner, key.text)",
        "question = (check.__name__, key.id)",
        "a key of the same name",
        (SETTLED, BATCH),
    ),
    Mutant(
        "statements.py",
        "question = (check.__name__, key.id, key.owner, key.text)",
        "question = (check.__name__,)",
        "whose key it is, settled for one key, holds for every other",
        (SETTLED, BATCH),
    ),
    Mutant(
        "statements.py",
        'case.reading.add(case.issuer_read.settle(("host", class_id), judge))',
        'case.reading.add(case.issuer_read.settle("host", judge))',
        "a class of any host, after one of the issuer's",
        (SETTLED, BATCH),
    ),
    Mutant(
        "signature.py",
        'return reading.told(read, ("key", key_id), partial(_key_named, key_id, read))',
        'return reading.told(read, "key", partial(_key_named, key_id, read))',
        "one key of a document for another one",
        (SETTLED, BATCH),
    ),
    Mutant(
        "reading.py",
        "self.findings += findings",
        "pass",
        "what was settled is not told to the next badge",
        (BATCH,),
    ),
    Mutant(
        "reading.py",
        "return self.answer.settle((question, self.name, self.asked), make)",
        "return self.answer.settle(question, make)",
        "what was settled under another name",
        (SETTLED, BATCH),
    ),
    Mutant(
        "case.py",
        "if codes.isdisjoint(proofs) and area not in bad:",
        "if False:",
        "a check that was skipped, in a batch as elsewhere",
        ("test_verify_signed", "test_verify_hosted", BATCH),
    ),
    Mutant(
        "batch.py",
        "if size > left:",
        "if False:",
        "a badge of any number of bytes",
        (BATCH,),
    ),
    Mutant(
        "shelf.py",
        "while self.kept_bytes > self._most_bytes:",
        "while False:",
        "a batch fills the memory",
        (BATCH,),
    ),
    Mutant(
        "shelf.py",
        "if isinstance(outcome, FetchError) and outcome.code in _PASSING:",
        "if False:",
        "a busy moment makes an address fail for the whole batch",
        (BATCH, HOSTS),
    ),
    Mutant(
        "hosts.py",
        "if host.queue and host.active < self._manners.per_host:",
        "if host.queue:",
        "a host is overrun",
        (HOSTS,),
    ),
    Mutant(
        "hosts.py",
        "if self._running >= self._manners.at_once:",
        "if False:",
        "any number of threads",
        (HOSTS,),
    ),
    Mutant(
        "hosts.py",
        "host.active >= self._manners.per_host",
        "False",
        "a host is overrun by way of others",
        (HOSTS,),
    ),
    Mutant(
        "hosts.py",
        "host.timeouts += 1",
        "pass",
        "a dead host is asked for every badge",
        (HOSTS,),
    ),
    Mutant(
        "bundle.py",
        "if not is_trusted:",
        "if False:",
        "what a stranger's file says is shown as passed",
        (BUNDLE,),
    ),
    Mutant(
        "bundle.py",
        "outcome = Outcome.NOTE if is_trusted else Outcome.UNDECIDED",
        "outcome = Outcome.NOTE",
        "an old list of revoked badges",
        (BUNDLE,),
    ),
    Mutant(
        "bundle.py",
        "return (origin, status)",
        "return (status,)",
        "a bundle with a forged profile",
        (BUNDLE,),
    ),
    Mutant(
        "bundle.py",
        "age = max(0.0, (self._now - copy.fetched_at).total_seconds())",
        "age = 0.0",
        "documents of a bundle look new",
        (BUNDLE,),
    ),
    Mutant(
        "intake.py",
        'raise InvalidBadge("input.bundle")',
        "pass",
        "a bundle is judged like a badge",
        (BUNDLE,),
    ),
)
