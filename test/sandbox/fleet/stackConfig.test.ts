import assert from "node:assert/strict";
import { it } from "node:test";
import { parseConfig } from "#config/parse.ts";
import { stackConfig } from "#sandbox/fleet/stackConfig.ts";
import { tenantNames } from "#sandbox/fleet/tenantNames.ts";

const seven = tenantNames(7);
const entriesOf = (config: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => !key.startsWith("pulumi:"))
      .map(([key, value]) => {
        const secret = typeof value === "object" && value !== null && "secure" in value;
        const text = secret
          ? String(value.secure)
          : typeof value === "string"
            ? value
            : JSON.stringify(value);
        return [key.replace(/^erp-modern-auth:/, ""), { value: text, encrypted: secret }];
      }),
  );

it("The configuration of one of many tenants is valid, before and after a person made the Google client", () => {
  const before = parseConfig(seven.name, entriesOf(stackConfig(seven, "v1:password")));
  assert.equal(before.dns, "tenant-0007.cid-erp.app");
  assert.equal(before.microsoft?.tenantId, seven.config.microsoft.tenantId);
  assert.deepEqual(before.google?.generations, undefined);
  const client = { secure: "v1:file", on: "2026-11-23" } as const;
  const after = parseConfig(seven.name, entriesOf(stackConfig(seven, "v1:password", client)));
  assert.deepEqual(after.google?.generations, [{ number: 1, since: "2026-11-23" }]);
  assert.equal(after.google?.attested.audience?.audience, "internal");
});

it("The configuration of one of many tenants names nothing that another tenant's does, but for what is the same everywhere", () => {
  const [text, other] = [seven, tenantNames(8)].map((names) =>
    JSON.stringify(stackConfig(names, "v1:password")),
  );
  assert.ok(!text?.includes("demofabien"), text);
  assert.equal(text?.replaceAll("tenant-0007", "tenant-0008").replace("000000000007", "000000000008"), other);
});
