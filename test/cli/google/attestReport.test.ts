import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { text, warnings } from "#cli/google/attest/report.ts";
import { googleSchema } from "#config/googleSchema.ts";

const google = googleSchema.parse({ project: "acme-erp" });
const SEEN = { by: "anna@acme.example", on: "2026-11-23" } as const;
const REPORT = { stack: "acme", ...SEEN, recorded: [], changed: [], unattested: [], warnings: [] } as const;

describe("The report of an attestation", () => {
  it("warns of an audience that is not the declared one, with both ways out", () => {
    const audience = { ...SEEN, audience: "external", publishing: "production" } as const;
    const [warning, ...more] = warnings("acme", google, { audience });
    assert.deepEqual(more, []);
    assert.match(warning ?? "", /attested as external, and google\.audience is internal\./);
    assert.match(warning ?? "", /https:\/\/console\.cloud\.google\.com\/auth\/audience\?project=acme-erp/);
    assert.match(warning ?? "", /pulumi config set --path google\.audience external --stack acme$/);
    assert.deepEqual(warnings("acme", { ...google, audience: "external" }, { audience }), []);
  });

  it("warns of the seven days of Testing", () => {
    const audience = { ...SEEN, audience: "external", publishing: "testing" } as const;
    const [warning, ...more] = warnings("acme", { ...google, audience: "external" }, { audience });
    assert.deepEqual(more, []);
    assert.match(warning ?? "", /end after 7 days/);
  });

  it("tells what was recorded, what was known, and what is left", () => {
    const recorded = ["branding", "client"] as const;
    assert.equal(
      text({ ...REPORT, recorded, changed: ["client"], unattested: ["use"], warnings: ["look."] }),
      'Stack "acme": recorded client, seen by anna@acme.example on 2026-11-23.\nRecorded already: branding.\n' +
        "Warning: look.\nNot attested yet: use.\n",
    );
    assert.equal(text({ ...REPORT, recorded: ["use"] }), "Recorded already: use.\nEverything is attested.\n");
  });
});
