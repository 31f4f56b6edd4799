import assert from "node:assert/strict";
import { it } from "node:test";
import { redirected } from "#clients/erp/redirect.ts";

const ERP = "https://erp.example.ch";
const of = (location: string | null) => redirected(ERP, location);

it("A redirect of the ERP names the origin alone, and offers it where it can be the ERP's address", () => {
  const { message, instead } = of("https://user:s3cret@www.example.ch/web/login?token=s3cret#s3cret");
  assert.match(message, /^The ERP at https:\/\/erp\.example\.ch redirected to https:\/\/www\.example\.ch\. /);
  assert.doesNotMatch(message, /s3cret|web/);
  assert.equal(instead, "https://www.example.ch");
  assert.equal(of("http://www.example.ch").instead, undefined);
});

it("A redirect of the ERP from https to http means a proxy that does not pass on the protocol", () => {
  for (const location of ["http://erp.example.ch/web/login?x=1", "http://ERP.example.ch:8069/"]) {
    const { message, remedy, instead } = of(location);
    assert.match(message, /to http:\/\/erp\.example\.ch(:8069)?, from https to http/);
    assert.ok(remedy?.kind === "person" && /X-Forwarded-Proto.*proxy_mode = True/.test(remedy.text));
    assert.equal(instead, undefined);
  }
});

it("A redirect of the ERP to itself is a login page or a proxy, and one to nowhere is said to be", () => {
  for (const location of ["/web/login", `${ERP}/web/login`, "https://ERP.example.ch:443/"])
    assert.match(of(location).message, /redirected to another page of its own/);
  for (const location of [null, "", "javascript:alert(1)", "https://"])
    assert.match(of(location).message, /redirected(, and named no address|\s)/);
});
