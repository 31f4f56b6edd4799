import assert from "node:assert/strict";
import { it } from "node:test";
import {
  consoleStep,
  type GoogleOAuthClientArgs,
  nextStep,
  statusOf,
} from "#components/googleOAuthClient.ts";
import { googleSchema } from "#config/googleSchema.ts";

const ARGS: GoogleOAuthClientArgs = {
  config: googleSchema.parse({ project: "acme-erp" }),
  generations: [],
  dns: "acme.cid-erp.app",
  redirectUri: "https://acme.cid-erp.app/oauth2/retrieve_token",
  tenant: "acme",
  found: { versions: [] },
};

it("The Google console step has every value to paste: page, type, name, redirect URI, and the commands that follow", () => {
  const text = consoleStep(ARGS);
  assert.match(text, /https:\/\/console\.cloud\.google\.com\/auth\/clients\/create\?project=acme-erp$/m);
  assert.match(text, /"Web application", name "CID ERP"/);
  assert.match(text, /exactly https:\/\/acme\.cid-erp\.app\/oauth2\/retrieve_token$/m);
  assert.match(text, /modern-auth google import acme client_secret_….json/);
  assert.match(text, /^\s+pulumi up --stack acme$/m);
  assert.deepEqual(
    [...text.matchAll(/^ {2}(\d)\./gm)].map(([, number]) => number),
    ["1", "2", "3", "4"],
    "numbered without a gap",
  );
});

it("The status of the Google client is proven only where both endpoints said yes", () => {
  assert.equal(statusOf("accepted", "registered"), "proven");
  assert.equal(statusOf("accepted", "pending"), "awaiting-redirect");
  assert.equal(statusOf("accepted", "inconclusive"), "redirect-unproven");
  assert.equal(statusOf("accepted", "mismatch"), "redirect-removed");
  assert.equal(statusOf("refused: deleted_client", "registered"), "refused");
});

it("The status of the Google client comes with what to do next, and with nothing where nothing is to be done", () => {
  assert.equal(nextStep("proven", ARGS), "");
  assert.match(
    nextStep("awaiting-redirect", ARGS),
    /run it again later, pulumi up --stack acme\..*clients\?project=acme-erp$/,
  );
  assert.match(nextStep("redirect-unproven", ARGS), /The ERP has the values/);
});
