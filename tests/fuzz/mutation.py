"""Real badges, changed: bytes, JSON, what is signed, pictures, and the documents on the network."""

from __future__ import annotations

import base64
import json
import zlib
from typing import TYPE_CHECKING, Any
from xml.sax import saxutils

from tests.doubles.issuer_in_memory import AMINA, BADGE_CLASS, ORIGIN, PROFILE, REVOCATIONS, SIGNED
from verifier import Document

from .judging import Case

if TYPE_CHECKING:
    from random import Random

    from .world import World

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"

NAMES = (
    *("@context", "@id", "@type", "@graph", "@reverse", "@language", "@value", "@list", "@set"),
    *("@nest", "@included", "@import", "@vocab", "@base", "@version", "@container", "@index"),
    *("id", "type", "verify", "verification", "creator", "recipient", "identity", "hashed", "salt"),
    *("badge", "issuer", "image", "criteria", "narrative", "evidence", "issuedOn", "expires"),
    *("revoked", "revokedAssertions", "revocationList", "revocationReason", "uid", "publicKey"),
    *("publicKeyPem", "owner", "name", "url", "email", "tags", "alignment", "endorsement", "claim"),
    *("startsWith", "allowedOrigins", "verificationProperty", "related", "version", "issuedOn"),
    *(
        "extensions:geoExtension",
        "schema:name",
        "obi:validation",
        "validation",
        "issued_on",
        "evil",
    ),
)
WORDS = (
    *("", " ", "_:b0", "urn:uuid:", SIGNED, SIGNED.upper(), AMINA, "Amina K", ORIGIN, PROFILE),
    *(BADGE_CLASS, REVOCATIONS, "https://w3id.org/openbadges/v2", "https://w3id.org/openbadges/v1"),
    *(
        "SignedBadge",
        "HostedBadge",
        "Assertion",
        "Profile",
        "RevocationList",
        "Extension",
        "signed",
    ),
    *("2026-10-01T00:00:00Z", "1401926400", "0000-00-00T99:99:99Z", "9999-12-31T24:00:00+23:59"),
    *("sha256$" + "0" * 64, "md5$" + "f" * 32, "sha256$", "\x00", "\ud83d", "\u202e", "\ufeff"),
    *("http://[", "https://[::1]/", "https://a@b@c/", "https://%", "http://127.1/", "javascript:0"),
    *("data:image/png;base64,AAAA", "data:image/svg+xml,%zz", "data:,", "en", "x-y-z", "a-" * 40),
    *("https://badges.example.org:99999/", "https://badges.example.org:x/", "https://ä.example/"),
    *("../../etc/passwd", "%2e%2e/", "https://badges.example.org/assertions/../x", "-----BEGIN"),
)
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 10**30, 1e308, [], {}, [[]], [None], [{}], {"": ""}),
    *({"id": None}, {"type": []}, {"@id": "x"}, {"id": {"id": {"id": 1}}}, [1, "a", None, {}]),
    *({"@value": 1, "@type": "@json"}, {"@list": [1]}, {"@set": []}, {"@context": None}),
    *({"@context": {"id": "type"}}, {"@context": {"@vocab": "https://w3id.org/openbadges#"}}),
)
TOKENS = (
    *(b"{", b"}", b"[", b"]", b'"', b"\\", b",", b":", b"\\u", b"\\ud800", b"NaN", b"Infinity"),
    *(b"-0", b"1e999", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"<", b">", b"&#0;", b"&a;"),
    *(b"<!DOCTYPE a [<!ENTITY a 'b'>]>", b"<![CDATA[", b"]]>", b"<?xml version='1.1'?>", b"xmlns:"),
    *(b"IHDR", b"IEND", b"iTXt", b"tEXt", b"zTXt", b"openbadges\x00", b"\x00\x00\x00\x00", b"."),
    *(b"eyJhbGciOiJub25lIn0", b"verify=", b"assertion", b"https://", b"\r\n", b"\xe2\x80\xae"),
)


def mutate(random: Random, world: World) -> Case:
    """Return one of the badges of *world* with something changed, in it or around it."""
    seed = random.choice(world.seeds)
    how = random.choice((_raw, _inside, _network, _network, _signed, _signed))
    case = how(random, world, seed)
    # Now and again in two ways at once.
    return _network(random, world, case) if random.random() < 0.2 else case


def _raw(random: Random, world: World, seed: Case) -> Case:
    """Change the bytes of the input."""
    data = seed.badge if isinstance(seed.badge, bytes) else seed.badge.encode("utf-8", "replace")
    changed = mutate_bytes(random, data, _bytes_of(random.choice(world.seeds)))
    if random.random() < 0.5:
        return Case(changed, seed.documents)
    return (
        Case(
            changed.decode("utf-8", "surrogatepass" if random.random() < 0.1 else "replace"),
            seed.documents,
        )
        if _decodes(changed)
        else Case(changed, seed.documents)
    )


def _decodes(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _bytes_of(case: Case) -> bytes:
    return case.badge if isinstance(case.badge, bytes) else case.badge.encode("utf-8", "replace")


def mutate_bytes(random: Random, data: bytes, other: bytes) -> bytes:
    """Return *data* with a few changes, some of them pieces of *other*."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 5))):
        at, end = sorted(random.randrange(len(changed) + 1) for _ in range(2))
        match random.randrange(8):
            case 0:
                changed[at:end] = b""
            case 1:
                changed[at:at] = random.choice(TOKENS)
            case 2:
                changed[at:at] = bytes(changed[at:end]) * random.choice((1, 3, 50))
            case 3:
                start = random.randrange(len(other) + 1)
                changed[at:end] = other[start : start + random.randrange(1, 200)]
            case 4:
                changed[at : at + 1] = bytes([random.randrange(256)])
            case 5 if changed:
                place = random.randrange(len(changed))
                changed[place] ^= 1 << random.randrange(8)
            case 6:
                changed[at:at] = random.choice(TOKENS) * random.choice((10, 1000))
            case _:
                del changed[end:]
        del changed[200_000:]
    return bytes(changed)


def _inside(random: Random, world: World, seed: Case) -> Case:
    """Wrap a changed statement in a picture, which is whole otherwise."""
    text = _statement(random, world, seed)
    if random.random() < 0.5:
        return Case(png_with(random, text.encode("utf-8", "replace")), seed.documents)
    return Case(svg_with(random, text), seed.documents)


def _statement(random: Random, world: World, seed: Case) -> str:
    if random.random() < 0.4:
        badge = _signed(random, world, seed).badge
        return badge if isinstance(badge, str) else badge.decode("utf-8", "replace")
    document = mutate_json(random, random.choice(_json_documents(seed) or [{}]))
    return json.dumps(document) if random.random() < 0.8 else random.choice(WORDS)


def png_with(random: Random, text: bytes) -> bytes:
    """Return a PNG with *text* in it in one of many ways, its checksums right as a rule."""
    keyword = random.choice((b"openbadges",) * 6 + (b"openbadge", b"", b"Openbadges"))
    packed = zlib.compress(text)
    data = random.choice(
        (
            (b"iTXt", keyword + b"\0\0\0\0\0" + text),
            (b"iTXt", keyword + b"\0\1\0\0\0" + packed),
            (b"iTXt", keyword + b"\0\1\0en\0open\0" + packed[:-3]),
            (b"iTXt", keyword + b"\0" + text),
            (b"tEXt", keyword + b"\0" + text),
            (b"zTXt", keyword + b"\0\0" + packed),
            (b"zTXt", keyword + b"\0\0" + zlib.compress(bytes(10**6))),
        )
    )
    chunks = [(b"IHDR", bytes(13)), data, (b"IDAT", b""), (b"IEND", b"")]
    if random.random() < 0.3:
        chunks.insert(
            random.randrange(5), random.choice((data, (b"tIME", b"1"), (b"\0\0\0\0", b"")))
        )
    if random.random() < 0.2:
        del chunks[random.randrange(len(chunks))]
    picture = PNG_SIGNATURE + b"".join(_chunk(random, name, body) for name, body in chunks)
    return picture[: random.randrange(len(picture))] if random.random() < 0.1 else picture


def _chunk(random: Random, name: bytes, body: bytes) -> bytes:
    length = len(body) if random.random() < 0.98 else random.choice((0, 2**31, 2**32 - 1))
    checksum = zlib.crc32(name + body) if random.random() < 0.98 else 0
    return length.to_bytes(4, "big") + name + body + checksum.to_bytes(4, "big")


def svg_with(random: Random, text: str) -> bytes:
    """Return an SVG with *text* in it in one of many ways."""
    text = "".join(letter for letter in text if letter.isprintable())
    namespace = random.choice(("http://openbadges.org",) * 6 + ("https://openbadges.org/", "x", ""))
    inside = random.choice(
        (
            f"<o:assertion xmlns:o='{namespace}' verify={saxutils.quoteattr(text)}/>",
            f"<o:assertion xmlns:o='{namespace}'>{saxutils.escape(text)}</o:assertion>",
            f"<o:assertion xmlns:o='{namespace}'><![CDATA[{text}]]></o:assertion>",
            f"<o:assertion xmlns:o='{namespace}'>{text}</o:assertion>",
            f"<assertion xmlns='{namespace}' verify=''>{saxutils.escape(text)}<b/></assertion>",
        )
    ) * random.choice((1, 1, 1, 1, 2))
    begin = random.choice(("", "<?xml version='1.0'?>", "\ufeff", "<!DOCTYPE svg>", "<!-- a -->"))
    picture = f'{begin}<svg xmlns="http://www.w3.org/2000/svg">{inside}<g/></svg>'.encode()
    return picture if random.random() < 0.8 else mutate_bytes(random, picture, b"<a>&lt;</a>")


def _signed(random: Random, world: World, seed: Case) -> Case:
    """Sign a changed statement with the issuer's own key, so that it is read to the end."""
    payload = world.issuer.assertion()
    if random.random() < 0.3:
        payload = random.choice(_json_documents(seed) or [payload])
    body = json.dumps(mutate_json(random, payload)).encode()
    if random.random() < 0.1:
        body = mutate_bytes(random, body, b"{}")
    token = world.sign(body)
    if random.random() < 0.2:
        head, _, rest = token.partition(".")
        header = mutate_json(random, json.loads(base64.urlsafe_b64decode(head + "==")))
        token = (
            base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=") + "." + rest
        )
    return Case(token, world.documents)


def _network(random: Random, world: World, seed: Case) -> Case:
    """Change what the addresses answer that the badge names."""
    documents = dict(seed.documents or world.documents)
    for _ in range(random.choice((1, 1, 2, 4))):
        address = random.choice(sorted(documents))
        documents[address] = _answer(random, documents, address)
    return Case(seed.badge, documents)


def _answer(random: Random, documents: dict[str, Document], address: str) -> Document:
    old = documents[address]
    if random.random() < 0.1:
        target = random.choice((*sorted(documents), *WORDS)).replace("\n", "")
        return Document(address, random.choice((301, 302, 308)), "", b"", {"location": target})
    if random.random() < 0.1:
        return Document(address, random.choice((204, 304, 404, 410, 500, 999)), "", old.body)
    try:
        document = json.loads(old.body)
    except (ValueError, RecursionError):
        return Document(address, 200, "", mutate_bytes(random, old.body, random.choice(TOKENS)))
    if random.random() < 0.15:
        return Document(address, 200, "", mutate_bytes(random, old.body, b'{"a":[1]}'))
    return Document(address, 200, "", json.dumps(mutate_json(random, document)).encode())


def _json_documents(case: Case) -> list[Any]:
    found = []
    for document in case.documents.values():
        try:
            found.append(json.loads(document.body))
        except (ValueError, RecursionError):
            continue
    return found


def mutate_json(random: Random, document: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return *document* with a few values, members or whole branches changed."""
    changed = json.loads(json.dumps(document))
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        places = list(_places(changed))
        if not places:
            return _value(random, changed)
        holder, key = random.choice(places)
        match random.randrange(6):
            case 0 if isinstance(holder, dict):
                del holder[key]
            case 1 if isinstance(holder, dict):
                holder[random.choice(NAMES)] = holder[key]
            case 2 if isinstance(holder, dict):
                holder[random.choice(NAMES)] = _value(random, changed)
            case 3:
                holder[key] = [holder[key]] * random.choice((1, 2, 30))
            case 4:
                holder[key] = {random.choice(NAMES): holder[key]}
            case _:
                holder[key] = _value(random, changed)
    return changed


def _places(value: Any) -> Any:  # noqa: ANN401 - pairs of a container and a key in it
    if isinstance(value, dict):
        for name, inner in list(value.items()):
            yield value, name
            yield from _places(inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value[:50]):
            yield value, index
            yield from _places(inner)


def _value(random: Random, document: Any) -> Any:  # noqa: ANN401 - any JSON value
    kind = random.randrange(10)
    if kind < 4:
        return random.choice(WORDS)
    if kind < 8:
        return json.loads(json.dumps(random.choice(VALUES)))
    if kind == 8:
        return random.choice(WORDS) * random.choice((1, 2, 1000))
    deep: Any = json.loads(json.dumps(document)) if random.random() < 0.3 else 1
    for _ in range(random.choice((3, 20, 60))):
        deep = [deep] if random.random() < 0.5 else {random.choice(NAMES): deep}
    return deep
