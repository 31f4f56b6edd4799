import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { authorizedDomainOf, googleRedirectProblem } from "#config/rules/googleRedirectUri.ts";
import { REDIRECT_PATH, redirectUri } from "#config/rules/redirectUris.ts";

/** Public suffixes of one, two and three labels, of both sections of the list. */
const SUFFIXES = ["app", "ch", "com", "co.uk", "com.br", "github.io", "k12.ca.us"];
const label = fc
  .stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/)
  .filter((text) => !text.startsWith("xn--"));
const suffix = fc.constantFrom(...SUFFIXES);
// A random label alone could make another public suffix, such as "br.com".
const domain = fc.tuple(label, suffix).map(([name, under]) => `erp-${name}.${under}`);
const host = fc
  .tuple(fc.array(label, { maxLength: 3 }), domain)
  .map(([above, name]) => [...above, name].join("."));

/** Every value that an arbitrary makes is refused for this reason. */
const refused = (uris: fc.Arbitrary<string>, problem: string) =>
  fc.assert(fc.property(uris, (uri) => assert.equal(googleRedirectProblem(uri), problem, uri)));

it("A redirect URI that Google takes is the ERP's path on any host under a public suffix", () => {
  fc.assert(
    fc.property(host, (name) => assert.equal(googleRedirectProblem(redirectUri(name)), undefined, name)),
  );
});

it("A redirect URI that Google takes may have a port and a query", () => {
  fc.assert(
    fc.property(host, fc.integer({ min: 1, max: 65535 }), label, (name, port, value) =>
      assert.equal(googleRedirectProblem(`https://${name}:${port}/a/b?c=${value}`), undefined),
    ),
  );
});

it("A redirect URI that Google takes may be http on the own machine alone", () => {
  for (const local of ["localhost", "127.0.0.1", "[::1]"])
    assert.equal(googleRedirectProblem(`http://${local}:8080/callback`), undefined, local);
});

it("A redirect URI that Google takes may have dots that lead nowhere", () => {
  for (const path of ["/a..b", "/a.b/c.", "/a...", "/.well-known/x", "/a%2eb"])
    assert.equal(googleRedirectProblem(`https://acme.cid-erp.app${path}`), undefined, path);
});

it("A redirect URI that Google refuses has an IP address for a host, in any notation", () => {
  const four = fc.ipV4().filter((address) => address !== "127.0.0.1");
  refused(
    four.map((address) => `https://${address}/x`),
    "has an IP address instead of a name",
  );
  refused(
    fc
      .ipV6()
      .map((address) => `https://[${address}]/x`)
      .filter((uri) => new URL(uri).hostname !== "[::1]"),
    "has an IP address instead of a name",
  );
  for (const disguised of ["https://3232235777/x", "https://0xc0a80101/x", "https://0300.0250.1.1/x"])
    assert.equal(googleRedirectProblem(disguised), "has an IP address instead of a name", disguised);
});

it("A redirect URI that Google refuses has a wildcard, wherever it stands", () => {
  refused(
    host.chain((name) =>
      fc.constantFrom(`https://*.${name}/x`, `https://${name}/*`, `https://${name}/x?a=*`),
    ),
    "contains a wildcard",
  );
});

it("A redirect URI that Google refuses has a fragment, an empty one included", () => {
  refused(
    fc.tuple(host, fc.constantFrom("", "a", "top")).map(([name, text]) => `https://${name}/x#${text}`),
    "contains a fragment",
  );
});

it("A redirect URI that Google refuses has user info, an empty one included", () => {
  refused(
    fc
      .tuple(host, fc.constantFrom("", "user", "user:word", ":"))
      .map(([name, user]) => `https://${user}@${name}/x`),
    "contains a user name",
  );
});

it("A redirect URI that Google refuses is http, or no web address at all, elsewhere than on the own machine", () => {
  refused(
    fc.tuple(host, fc.constantFrom("http", "ftp", "ws")).map(([name, scheme]) => `${scheme}://${name}/x`),
    "is not https",
  );
});

it("A redirect URI that Google refuses has a path traversal in any encoding", () => {
  const dot = fc.constantFrom(".", "%2e", "%2E");
  const slash = fc.constantFrom("/", "\\", "%2f", "%2F", "%5c", "%5C");
  refused(
    fc
      .tuple(host, slash, dot, dot, slash)
      .map(([name, before, one, two, behind]) => `https://${name}/a${before}${one}${two}${behind}b`),
    "contains a path traversal",
  );
});

it("A redirect URI that Google refuses has a character beyond printable ASCII, also in the host", () => {
  const strange = fc.constantFrom(" ", "\t", "\n", "é", "ü", "中", "\u00a0", "\u202e", "😀", "\u0000");
  refused(
    fc
      .tuple(host, strange)
      .chain(([name, character]) =>
        fc.constantFrom(`https://${name}/a${character}b`, `https://a${character}b.${name}/x`),
      ),
    "contains a space or another character that is not printable ASCII",
  );
});

it("A redirect URI that Google refuses has a broken or a null percent encoding", () => {
  refused(
    fc
      .tuple(host, fc.constantFrom("%", "%2", "%zz", "%%20"))
      .map(([name, code]) => `https://${name}/${code}`),
    "contains a broken percent encoding",
  );
  refused(
    fc
      .tuple(host, fc.constantFrom("%00", "%c0%80", "%C0%80"))
      .map(([name, code]) => `https://${name}/${code}`),
    "contains a null character",
  );
});

it("A redirect URI that Google refuses ends with a top-level domain that is not public", () => {
  const unknown = fc.constantFrom("example", "test", "invalid", "local", "lan", "intern", "corp", "notatld");
  refused(
    fc.tuple(label, unknown).map((parts) => `https://${parts.join(".")}/x`),
    "does not end with a public top-level domain",
  );
  assert.equal(googleRedirectProblem("https://erp/x"), "does not end with a public top-level domain");
});

it("A redirect URI that Google refuses is on a public suffix itself, which belongs to nobody", () => {
  refused(
    suffix.map((name) => `https://${name}/x`),
    "has a public suffix for a host, which belongs to nobody",
  );
});

it("A redirect URI that Google refuses is on googleusercontent.com", () => {
  assert.notEqual(googleRedirectProblem("https://googleusercontent.com/x"), undefined);
  refused(
    fc
      .array(label, { minLength: 1, maxLength: 3 })
      .map((above) => `https://${above.join(".")}.googleusercontent.com/x`),
    "is a host of Google's",
  );
});

it("A redirect URI that Google refuses is no URL", () => {
  for (const text of ["", "acme.cid-erp.app/oauth2", "https://", "//acme.cid-erp.app"])
    assert.notEqual(googleRedirectProblem(text), undefined, text);
});

it("The domain that the consent screen authorises is one label more than the public suffix, whatever stands before it", () => {
  fc.assert(
    fc.property(fc.array(label, { maxLength: 3 }), domain, (above, name) =>
      assert.equal(authorizedDomainOf([...above, name].join(".")), name),
    ),
  );
});

it("The domain that the consent screen authorises is none for a public suffix or an IP address", () => {
  for (const name of [...SUFFIXES, "192.0.2.1"]) assert.equal(authorizedDomainOf(name), undefined, name);
});

it("The domain that the consent screen authorises is that of the redirect URI's host, whose path the ERP gives", () => {
  const { hostname, pathname } = new URL(redirectUri("acme.cid-erp.app"));
  assert.equal(authorizedDomainOf(hostname), "cid-erp.app");
  assert.equal(pathname, REDIRECT_PATH);
});
