import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { consoleStep } from "../../components/googleOAuthClient.ts";

describe("The Google console step", () => {
  it("has every value to paste: page, type, name, redirect URI, and the commands that follow", () => {
    const text = consoleStep({
      config: { project: "acme-erp" },
      clientFile: undefined,
      redirectUri: "https://acme.cid-erp.app/oauth2/retrieve_token",
      clientName: "CID ERP",
    });
    assert.match(text, /https:\/\/console\.cloud\.google\.com\/auth\/clients\/create\?project=acme-erp$/m);
    assert.match(text, /"Web application", name "CID ERP"/);
    assert.match(text, /exactly https:\/\/acme\.cid-erp\.app\/oauth2\/retrieve_token$/m);
    assert.match(text, /pulumi config set --secret googleClientFile < client_secret_….json/);
    assert.match(text, /^\s+pulumi up$/m);
    assert.deepEqual(
      [...text.matchAll(/^ {2}(\d)\./gm)].map(([, number]) => number),
      ["1", "2", "3", "4"],
      "numbered without a gap",
    );
  });
});
