/* Checks a signed badge (Open Badges 2.0) in the reader's browser:

     const { outcome, steps } = await check(text, { fetch, now: Date.now(), note });

   Each step ends "passed", "failed" or "unknown".  What is missing or not understood here is
   unknown, never passed.  verifier/ has all rules. */

const LEEWAY = 3e5; // Milliseconds.

const failed = () => { throw "failed"; };
const must = (fact) => { if (!fact) throw "unknown"; };
const all = (value) => [value ?? []].flat();
const has = (names, name) => names.split(" ").includes(name);
// Parts of an identifier have no case; which, is left to the verifier.
const same = (one, other) => one === other || must(one.toLowerCase() !== other.toLowerCase());
const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

const ADDRESS = /^https?:\/\/\w[\w-]*(\.[\w-]+)*(:([1-5]?\d{1,4}|6[0-4]\d{3}))?([/?#]([!#$&-;=?-[\]-~]|%[\da-f]{2})*)?$/i;
const NAME = RegExp(`${ADDRESS.source}|^urn:uuid:[\\da-f]{8}(-[\\da-f]{4}){3}-[\\da-f]{12}$`, "i");
const EMAIL = /^[!-?A-~]+@[!-?A-~]+$/;

/* Members that are understood, by what their text has to be. */
const KINDS = [
  [/^/, "name description identity salt publicKeyPem tags targetName targetDescription targetFramework targetCode version revocationReason hashed revoked"],
  [/./, "narrative"],
  [ADDRESS, "criteria evidence image revocationList targetUrl url"],
  [NAME, "badge creator id issuer owner publicKey related revokedAssertions"],
  [EMAIL, "email"],
  [/^(?!Extension$)\w+$/, "type"],
  [/^https:\/\/w3id\.org\/openbadges\/v2$/, "@context"],
  [{ test: (text) => /^[12]/.test(text) && new Date(text).toJSON() === text.replace("Z", ".000Z") }, "expires issuedOn"],
  [{ test: (text) => new Intl.DisplayNames("en", { type: "language", fallback: "none" }).of(text) }, "@language"],
];
const LISTS = "alignment evidence publicKey related revokedAssertions tags";
const REQUIRED = {
  Assertion: "badge issuedOn recipient verification", BadgeClass: "criteria description image issuer name",
  Profile: "email name url", CryptographicKey: "publicKeyPem", RevocationList: "revokedAssertions",
  alignment: "targetName targetUrl", criteria: "narrative", evidence: "type", recipient: "hashed identity type",
  related: "id", revokedAssertions: "id", verification: "type",
};

/** Return an object if nothing in it is missing or not understood. */
function understood(object, kind) {
  const isDocument = kind < "a";
  must(!isDocument || (object.type === kind && object.id && object["@context"]));
  must(REQUIRED[kind].split(" ").every((name) => object[name] != null));
  for (const [name, value] of Object.entries(object)) {
    must(name !== "revoked" || has("Assertion CryptographicKey", kind));
    must(value !== null && (!Array.isArray(value) || has(LISTS, name)));
    for (const item of all(value)) {
      must(item.constructor === Object ? isDocument && understood(item, name)
        : typeof item === (has("hashed revoked", name) ? "boolean" : "string")
          && KINDS.find(([, names]) => has(names, name))[0].test(item));
    }
  }
  return object;
}

/** Return the value of JSON; JSON.parse hides a member that stands twice. */
export function parse(bytes) {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes), value = JSON.parse(text), open = [];
  let name;
  for (const [token] of text.matchAll(/"(?:[^"\\]+|\\.)*"|[{}[\]:]/g)) {
    if ("{[".includes(token)) open.push(new Set());
    else if ("}]".includes(token)) open.pop();
    else if (token !== ":") encodeURIComponent(name = JSON.parse(token)); // Throws for half a surrogate.
    else must(!open.at(-1).has(name)), open.at(-1).add(name);
  }
  return value;
}

/** Return the bytes of canonical base64url (RFC 7515, section 2). */
export function decode(segment) {
  if (!/^(.{4})*(.[AQgw]|..[AEIMQUYcgkosw048])?$/.test(segment)) failed();
  return bytesOf(segment.replace(/-/g, "+").replace(/_/g, "/"));
}

/** Take a compact JWS apart (RFC 7515, section 7.1): believe nothing in it yet. */
export function read(text) {
  must(text.length < 65536);
  const parts = /^[ \r\n]*([\w-]+(\.[\w-]*)+)[ \r\n]*$/.exec(text)[1].split(".");
  if (parts.length !== 3) failed();
  const [header, payload, signature] = parts.map(decode);
  const { alg, ...others } = parse(header);
  for (const [name, value] of Object.entries(others)) {
    // These change what is signed, or bring a key.
    if (has("crit b64 jwk zip", name)) failed();
    must(typeof value === "string");
  }
  return { alg, badge: parse(payload), signature, signed: new TextEncoder().encode(`${parts[0]}.${parts[1]}`) };
}

/* By type of key: its identifier in DER, its algorithms, its name in WebCrypto. */
const RSA = [6, 9, 42, 134, 72, 134, 247, 13, 1, 1, 1];
const TYPES = [
  [RSA, "RS256 RS384 RS512", "RSASSA-PKCS1-v1_5"],
  [[6, 8, 42, 134, 72, 206, 61, 3, 1, 7], "ES256", "ECDSA"],
  [[6, 3, 43, 101, 112], "EdDSA", "Ed25519"],
];
const der = (tag, ...content) => [tag, 130, content.length >> 8, content.length & 255, ...content];

/** Return whether the key in PEM text signed what `read` returned. */
export async function fits(pem, { alg, signature, signed }) {
  const [, old, body] = /^\s*-----BEGIN (RSA )?PUBLIC KEY-----([\w+/=\s]+)-----END \1PUBLIC KEY-----\s*$/.exec(pem);
  must(btoa(atob(body)) === body.replace(/\s/g, "")); // atob alone is lenient.
  let bytes = [...bytesOf(body)];
  if (old) bytes = der(48, 48, 13, ...RSA, 5, 0, ...der(3, 0, ...bytes)); // PKCS #1
  const [, names, name] = TYPES.find(([type]) => `${bytes.slice(0, 32)},`.includes(`,${type},`));
  // A key fits algorithms of its own type only: with "none" or HMAC anybody could sign.
  if (!has(names, alg)) failed();
  const kind = { name, hash: `SHA-${alg.slice(2)}`, namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("spki", new Uint8Array(bytes), kind, false, ["verify"]);
  const bits = key.algorithm.modulusLength;
  if (bits < 2048 || bits > 8192) failed();
  return crypto.subtle.verify(kind, key, signature, signed);
}

/** Return what was found about the signed text of a badge; `note` is told of each step. */
export async function check(text, { fetch, now, shown, note }) {
  const steps = {}, found = { steps };
  const run = async (step, work) => {
    steps[step] = await work().then(() => "passed", (error) => (error === "failed" ? error : "unknown"));
    found.outcome = ["failed", "unknown", "passed"].find((worst) => Object.values(steps).includes(worst));
    note(step, found);
  };
  const get = async (address) => {
    must(ADDRESS.test(address) && !/#/.test(address));
    const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-cache",
      redirect: "error", signal: AbortSignal.timeout(1e4) });
    must(answer.ok);
    return answer;
  };
  const load = async (address, kind) => {
    const bytes = await (await get(address)).arrayBuffer();
    must(bytes.byteLength < (kind === "RevocationList" ? 5e6 : 5e5));
    const document = understood(parse(bytes), kind);
    must(same(document.id, address));
    return document;
  };
  let badge, key, badgeClass, issuer;
  await run("signature", async () => {
    const jws = read(text);
    badge = understood(jws.badge, "Assertion");
    const { hashed, identity, type } = badge.recipient;
    must((hashed ? /^sha256\$[\da-f]{64}$/i : type === "url" ? ADDRESS : EMAIL).test(identity));
    must(has("SignedBadge signed", badge.verification.type) && !badge.revokedAssertions);
    key = await load(badge.verification.creator, "CryptographicKey");
    if (key.revoked || !await fits(key.publicKeyPem, jws)) failed();
  });
  if (found.outcome !== "passed") return found;
  await run("issuer", async () => {
    badgeClass = await load(badge.badge, "BadgeClass");
    issuer = found.issuer = await load(badgeClass.issuer, "Profile");
    if (!all(issuer.publicKey).some((id) => same(id, key.id)) || !same(key.owner ?? issuer.id, issuer.id)) failed();
  });
  await run("revocation", async () => {
    if (badge.revoked) failed();
    const list = issuer.revocationList && await load(issuer.revocationList, "RevocationList");
    if (all(list?.revokedAssertions).some((entry) => same(entry.id ?? entry, badge.id))) failed();
  });
  await run("time", async () => {
    const [issued, expires] = [badge.issuedOn, badge.expires].map(Date.parse);
    if (issued > now + LEEWAY || expires < issued || expires <= now - LEEWAY) failed();
  });
  await run("pictures", async () => {
    for (const { image } of [badge, badgeClass]) if (image) (await get(image)).body?.cancel();
  });
  if (shown) await run("page", async () => {
    const other = all(badgeClass.related).find((one) => one["@language"] === shown.language);
    found.name = (other ? await load(other.id, "BadgeClass") : badgeClass).name;
    found.recipient = decodeURI(badge.recipient.identity);
    if (found.name !== shown.name || badge.recipient.identity !== shown.recipient) failed();
  });
  return found;
}

/* On a page: templates/check.html has a line for each outcome. */
const place = document.querySelector("[data-check]");
const [, button, list, lines] = place.children;
const show = (step, found) => {
  const said = { ...found, issuer: found.issuer?.name, host: found.issuer?.id.split("/")[2] };
  const line = lines.content.querySelector(`.${step}.${found.steps[step] ?? found.outcome}`).cloneNode(true);
  for (const gap of line.querySelectorAll("bdi")) gap.textContent = said[gap.dataset.said];
  list.append(line);
};
button.onclick = async () => {
  if (list.ariaBusy === "true") return; // Disabled, the button would lose the focus.
  list.ariaBusy = "true";
  list.replaceChildren();
  const shown = { ...place.dataset, name: document.querySelector("h1").textContent };
  // 410: it was revoked since the page was opened.
  const text = await fetch(shown.check, { signal: AbortSignal.timeout(1e4) })
    .then((answer) => (answer.status === 410 ? location.reload() : answer.text())).catch(String);
  show("whole", await check(text, { fetch, now: Date.now(), shown, note: show }));
  list.lastElementChild.scrollIntoView({ block: "nearest" });
  list.ariaBusy = "false";
};
place.hidden = !crypto.subtle; // Without https there is none.
