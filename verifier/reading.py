"""Reading what a badge names, within limits, and keeping the account of it.

One `Reading` serves one badge.  It fetches each address once, notes the hash of
every document, and turns whatever goes wrong into findings.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar, cast
from urllib.parse import quote, urljoin

from .account import Account
from .answers import Answer, fresh
from .errors import InvalidBadge
from .fetch import REFUSED, SILENT_HOST, FetchError
from .openbadges import classes, json_ld, json_text, legacy, values
from .report import Finding, SeenDocument
from .session import begin
from .understanding import TooComplex, Understood, refusal, understand, understand_bytes

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import datetime

    from .fetch import Document, Fetcher
    from .session import Session

T = TypeVar("T")

Watch: TypeAlias = Callable[[Finding | SeenDocument], None]
"""Is told of each document as it was read, and of each finding once nothing can take it back."""

MAX_FETCHES = 25
"""A badge needs about six documents; one that names hundreds wants us to attack their hosts."""

MAX_REDIRECTS = 3

_URL_LETTERS = ":/?#[]@!$&'()*+,;=%~"

_OK = range(200, 300)
_REDIRECTS = (301, 302, 303, 307, 308)
_MISSING = (404, 410)
GONE = 410


class Read(NamedTuple):
    """A document in plain JSON, and the name that sentences have for it.

    *gone* says that its address answered with 410, which revokes a hosted badge.
    *version* is the one that it was written in; the document is of version 2.0.
    *sha256* is that of its bytes, where they say what the document says.  All of it
    follows from *answer*, if there is one, and how it was *asked* for.
    """

    document: dict[str, Any]
    name: str
    gone: bool = False
    version: str = legacy.V2_0
    sha256: str | None = None
    answer: Answer | None = None
    asked: Hashable = None

    def settle(self, question: Hashable, make: Callable[[], T]) -> T:
        """Return what *make* finds in this alone, which is asked once for badges that share it."""
        if self.answer is None or not self.answer.is_shared:
            return make()
        return self.answer.settle((question, self.name, self.asked), make)


class Reading(Account):
    """The findings about one badge, and the documents that were read for it."""

    def __init__(
        self,
        fetcher: Fetcher | Session,
        now: datetime,
        shared: Callable[[str], Answer] | None = None,
        watch: Watch | None = None,
    ) -> None:
        """Begin with nothing read, at the moment *now*.

        *shared* reads an address instead of *fetcher*, where badges share answers.
        """
        super().__init__()
        self._watch = watch
        self._settled = self.findings
        self._told = 0
        self.documents: list[SeenDocument] = []
        self._session = begin(fetcher)
        self._shared = shared
        self._now = now
        self._fetches = 0
        self._begun: set[str] = set()
        self._allowance = json_ld.Allowance()
        self._answers: dict[str, Answer | None] = {}

    def tell(self) -> None:
        """Tell whoever watches what was found since the last time.

        What is looked at aside may come to nothing, so that it is told only when it is added.
        """
        if self._watch is not None and self.findings is self._settled:
            for finding in self.findings[self._told :]:
                self._told += 1
                self._watch(finding)

    def refused(self, document: str, error: InvalidBadge) -> None:
        """Note that *document* cannot be read, and why."""
        self.findings += refusal(document, error)

    def ahead(self, *addresses: object) -> None:
        """Begin to read those of *addresses* that are some, each of which will be asked for."""
        if not self._session.hurries:
            return
        places = {_place(address) for address in addresses if values.is_address(address)}
        new = sorted(places - self._answers.keys() - self._begun)[: MAX_FETCHES - self._fetches]
        self._fetches += len(new)
        self._begun.update(new)
        self._session.ahead(new)

    def answer(self, address: str) -> Document | None:
        """Return what *address* answers, of any status, or None with a finding."""
        answer = self._any_answer(address)
        return None if answer is None else answer.document

    def body(self, address: str) -> bytes | None:
        """Return the body of what *address* answers if it answers well, or None with a finding."""
        answer = self._good_answer(address)
        return None if answer is None else answer.document.body

    def read(self, address: str, *, limit: int = json_text.MAX_BYTES) -> Read | None:
        """Return the document at *address* in plain JSON of version 2.0, or None with a finding.

        It has at most *limit* bytes, and is a copy of the caller's own, which he may change.
        """
        answer = self._good_answer(address)
        if answer is None:
            return None
        said = self._afford(
            lambda: answer.settle(
                ("says", address, limit),
                lambda: understand_bytes(answer, address, limit, self._allowance),
            ),
            address,
        )
        if not self._tell(said) or said.document is None:
            return None
        document = fresh(said.document) if answer.is_shared else said.document
        return Read(
            document,
            address,
            version=said.version,
            sha256=said.sha256,
            answer=answer,
            asked=address,
        )

    def learn(
        self,
        address: str,
        question: Hashable,
        make: Callable[[Mapping[str, Any]], T],
        *,
        limit: int,
        way: Callable[[Answer, str, int, json_ld.Allowance], Understood] = understand_bytes,
    ) -> T | None:
        """Return what *make* learns from the document at *address*, of at most *limit* bytes.

        For long documents, which are not copied: *make* gets the document as *way*
        understands it, leaves it as it is and keeps no object of it that can be changed.
        None with a finding if the document cannot be read.
        """
        answer = self._good_answer(address)
        if answer is None:
            return None
        said = self._afford(
            lambda: answer.settle(
                (question, address, limit),
                lambda: _learn(way(answer, address, limit, self._allowance), make),
            ),
            address,
        )
        return cast("T | None", said.lesson) if self._tell(said) else None

    def told(self, read: Read, question: Hashable, make: Callable[[Account], T]) -> T:
        """Return what *make* finds in *read* alone, and note its findings for this badge too.

        What it returns must be nothing that can be changed.
        """
        if read.answer is None or not read.answer.is_shared:
            return make(self)

        def settled() -> tuple[T, tuple[Finding, ...]]:
            account = Account()
            return make(account), tuple(account.findings)

        result, findings = read.settle(question, settled)
        self.findings += findings
        return result

    def understood(
        self, document: Mapping[str, Any], name: str, address: str | None = None
    ) -> Read | None:
        """Return *document*, found at *address* if anywhere, in plain JSON of version 2.0.

        None with a finding if it cannot be read as such.
        """
        said = self._afford(lambda: understand(document, name, address, self._allowance), name)
        if not self._tell(said) or said.document is None:
            return None
        return Read(said.document, name, version=said.version)

    def named(
        self, address: str, *, gone: bool = False, limit: int = json_text.MAX_BYTES
    ) -> Read | None:
        """Return the document that *address* names, or None with a finding.

        A document that calls itself by another address is read again from there,
        once: only what stands at that address speaks for it.  With *gone*, the
        status 410 is an answer too.  A list of revoked badges may have *limit* bytes.
        """
        read = self._at(address, gone=gone, limit=limit)
        if read is None or read.gone:
            return read
        own = classes.one(read.document, "id")
        if own == address == self._answered(address):
            return read  # As it should be.
        if values.is_address(own) and not self._is_called(own, address):
            self.note("document.followed", address=address, id=own)
            address, read = own, self._at(own, gone=gone, limit=limit)
        if read is None or read.gone:
            return read
        return self._as_itself(read, address)

    def is_own_host(self, address: str, name: str) -> bool:
        """Return whether the host in *name*, at its port, answered for *address*.

        Else False with a finding.

        A host that forwards requests anywhere ("/login?next=https://evil.example")
        would otherwise vouch for whatever a forger publishes elsewhere.
        """
        answered = self._answered(address)
        if name == answered or values.authority(answered) == values.authority(name):
            return True
        self.failed("document.other_host", address=name, answered=answered)
        return False

    def _at(self, address: str, *, gone: bool, limit: int) -> Read | None:
        answer = self.answer(address) if gone else None
        if answer is not None and answer.status == GONE:
            return Read(self._stub(answer.body, address), address, gone=True)
        read = self.read(address, limit=limit)
        if read is None or read.answer is None:
            return None
        is_long = len(read.answer.document.body) > json_text.MAX_BYTES
        if is_long and not classes.has_type(read.document, "RevocationList"):
            self.refused(address, InvalidBadge("json.too_large", limit=str(json_text.MAX_BYTES)))
            return None
        return read

    @staticmethod
    def _stub(body: bytes, address: str) -> dict[str, Any]:
        """Return what a revoked badge's address says besides 410, which may be nothing."""
        try:
            return {**json_text.decode(body), "id": address}
        except InvalidBadge:
            return {"id": address}

    def _as_itself(self, read: Read, address: str) -> Read | None:
        own = classes.one(read.document, "id")
        if isinstance(own, str) and not self._is_called(own, address):
            self.failed("document.other_id", address=address, id=own)
            return None
        name = own if isinstance(own, str) else address
        if not self.is_own_host(address, name):
            return None
        return read if name == read.name else read._replace(name=name)

    def _is_called(self, own: str, address: str) -> bool:
        """Return whether *own* is where the document at *address* was asked for or found."""
        return values.same_identifier(own, address) or values.same_identifier(
            own, self._answered(address)
        )

    def _answered(self, address: str) -> str:
        answer = self._answers[_place(address)]
        return address if answer is None else answer.document.address

    def _afford(self, make: Callable[[], Understood], name: str) -> Understood:
        """Return what *make* understands, which sentences call *name*, if this badge can pay it."""
        try:
            said = make()
        except TooComplex:
            return Understood(None, found=(json_ld.too_complex(name),))
        self._allowance.pay(said.cost)
        if self._allowance.is_overdrawn:
            return Understood(None, found=(json_ld.too_complex(name),))
        return said

    def _tell(self, said: Understood) -> bool:
        """Note what was found on the way to what is *said*; return whether something is."""
        if said.refused or said.found:
            self.findings += said.refused
            # What is read twice, as a Profile and as the home of a key, is told once.
            self.findings += [finding for finding in said.found if finding not in self.findings]
        return said.document is not None

    def _any_answer(self, address: str) -> Answer | None:
        place = _place(address)
        if place not in self._answers:
            self._answers[place] = self._fetch(place)
        return self._answers[place]

    def _good_answer(self, address: str) -> Answer | None:
        """Return the same if its status says that it is what was asked for, else a finding."""
        answer = self._any_answer(address)
        if answer is None or answer.document.status in _OK:
            return answer
        status = answer.document.status
        if status in _MISSING:
            self.failed("fetch.missing", address=address, status=str(status))
        else:
            self.undecided("fetch.unavailable", address=address, status=str(status))
        return None

    def _fetch(self, address: str) -> Answer | None:
        self.tell()  # The next step may take long.
        asked = address
        for _ in range(MAX_REDIRECTS + 1):
            if asked in self._begun:
                self._begun.remove(asked)  # It was counted when it began.
            elif self._fetches < MAX_FETCHES:
                self._fetches += 1
            else:
                self.undecided("fetch.too_many", address=asked, limit=str(MAX_FETCHES))
                return None
            try:
                if self._shared is None:
                    answer = Answer(self._session.fetch(asked))
                else:
                    answer = self._shared(asked)
            except FetchError as error:
                self._not_fetched(address, error)
                return None
            target = _target(answer.document)
            if target is None:
                self._keep(answer)
                return answer
            asked = target
        self.undecided("fetch.redirects", address=address, limit=str(MAX_REDIRECTS))
        return None

    def _not_fetched(self, address: str, error: FetchError) -> None:
        if error.code == SILENT_HOST:
            self.undecided("fetch.silent_host", address=address)
        elif error.code == REFUSED:
            # Where a redirect leads there, this names the address that it leads to.
            self.undecided("fetch.refused", address=error.address, detail=error.detail)
        else:
            self.undecided("fetch.failed", address=address, detail=error.detail)

    def _keep(self, answer: Answer) -> None:
        document = answer.document
        read_at = self._now - timedelta(seconds=document.age) if document.age else self._now
        self.documents.append(SeenDocument(document.address, answer.sha256, read_at))
        if self._watch is not None:
            self._watch(self.documents[-1])


def _learn(said: Understood, make: Callable[[Mapping[str, Any]], object]) -> Understood:
    if said.document is None:
        return said
    # What was learned is kept, and not what it was learned from, which may be long.
    return said._replace(document={}, body=b"", lesson=make(said.document))


def _place(address: str) -> str:
    """Return *address* as a fetcher knows it: HTTPS is https, and the rest as it was written."""
    if address.startswith("https:"):
        return address
    scheme, colon, rest = address.partition(":")
    return scheme.lower() + colon + rest


def _target(answer: Document) -> str | None:
    """Return where *answer* sends us on to (RFC 9110, section 15.4), if it does."""
    if answer.status not in _REDIRECTS or "location" not in answer.headers:
        return None
    try:
        location = quote(answer.headers["location"], safe=_URL_LETTERS)
        target = urljoin(answer.address, location)
    except ValueError:
        return None
    return target if values.is_address(target) else None
