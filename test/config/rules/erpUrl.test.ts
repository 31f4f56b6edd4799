import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { erpOrigin } from "#clients/erp/address.ts";
import { problemText } from "#config/configError.ts";
import { erpUrlOrigin, erpUrlProblem } from "#config/rules/erpUrl.ts";
import { configProblems } from "#config/tenantProblems.ts";
import { entriesIn, settingsOf } from "#config/tenantSettings.ts";

/** What schema and clients say of an address, "" where they take it. */
function said(url: string): string[] {
  const settings = settingsOf(
    { dns: "acme.cid-erp.app", "google-project": "acme-erp", "erp-url": url, company: "Acme" },
    "2026-11-30",
  );
  const schema = configProblems("acme", entriesIn(settings)).filter(
    ({ property }) => property === "modernauth:erpUrl",
  );
  let client = "";
  try {
    erpOrigin(url);
  } catch (error) {
    client = (error as Error).message;
  }
  return [schema.map((one) => problemText(one, "acme")).join(""), client];
}

it("The ERP's address is an origin on https: one rule for the configuration and the clients", () => {
  for (const url of [
    "https://erp.example.ch",
    "https://erp.example.ch/",
    "https://ERP.example.ch:8443",
    "http://localhost:8069",
  ])
    assert.deepEqual(said(url), ["", ""]);
  const refused: [url: string, words: RegExp, fix: string][] = [
    [
      "https://acme.cid-erp.app/web/login",
      /has a path behind "https:\/\/acme\.cid-erp\.app"/,
      "https://acme.cid-erp.app",
    ],
    ["https://acme.cid-erp.app?db=x", /has a query behind/, "https://acme.cid-erp.app"],
    ["https://acme.cid-erp.app/#", /has a fragment behind/, "https://acme.cid-erp.app"],
    ["http://acme.cid-erp.app", /is plain http/, "https://acme.cid-erp.app"],
    ["acme.cid-erp.app", /lacks the https/, "https://acme.cid-erp.app"],
    [" https://acme.cid-erp.app", /has blanks at its ends/, "https://acme.cid-erp.app"],
    ["https:acme.cid-erp.app", /is no address that begins with https/, "https://acme.cid-erp.app"],
  ];
  for (const [url, words, fix] of refused)
    for (const text of said(url)) {
      assert.match(text, words, url);
      assert.ok(text.includes(`pulumi config set modernauth:erpUrl ${fix} --stack `), text);
    }
});

it("The ERP's address is refused without a word of a password in it", () => {
  for (const url of [
    "https://user:s3cret@erp.example.ch",
    "https://s3cret@erp.example.ch",
    "user:s3cret@erp.example.ch",
    "https:user:s3cret@erp.example.ch",
    "https://user:s3/8cret@erp.example.ch",
    "https://erp.example.ch/?password=s3cret",
    "https://erp.example.ch/s3cret",
    "https://user:s3cret",
    "https://user:s3cret%40erp.example.ch",
  ])
    for (const text of said(url)) {
      assert.notEqual(text, "", url);
      assert.doesNotMatch(text, /s3|cret/, url);
    }
});

it("The ERP's address is its own origin once it is one", () => {
  fc.assert(
    fc.property(fc.webUrl({ validSchemes: ["https"], withQueryParameters: true }), (url) => {
      const origin = erpUrlOrigin(url) ?? "";
      assert.equal(erpUrlProblem(origin), undefined);
      assert.equal(erpUrlOrigin(origin), origin);
      assert.equal(erpUrlProblem(url) === undefined, url.replace(/\/$/, "") === origin);
    }),
  );
});
