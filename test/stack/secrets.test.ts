import assert from "node:assert/strict";
import { it } from "node:test";
import type { SecretNumbers } from "#config/handedOver.ts";
import { recordedSituation } from "#rotation/recorded.ts";
import { recordedSecrets } from "#stack/secrets.ts";
import type { StateResource } from "#stack/state.ts";

const clear = (value: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});
const password = (number: number, more: Partial<StateResource> = {}): StateResource => ({
  urn: `urn:pulumi:acme::erp-modern-auth::azuread:index/applicationPassword:ApplicationPassword::tenant-microsoft-secret-${number}`,
  type: "azuread:index/applicationPassword:ApplicationPassword",
  outputs: { keyId: `key ${number}`, value: clear(`value ${number}`) },
  ...more,
});
const tab = (system: string, clientSecret: string, status = "written"): StateResource => ({
  urn: `urn:pulumi:acme::erp-modern-auth::modernauth:index:ErpCompanyOAuth::tenant-erp-${system}`,
  type: "modernauth:index:ErpCompanyOAuth",
  inputs: { system },
  outputs: { clientSecret: clear(clientSecret), status },
});
const state = (...resources: StateResource[]) => ({ deployment: { resources } });

it("The secrets of a state in clear are found by their numbers, without one that waits to be removed because it was replaced", () => {
  const { secrets } = recordedSecrets(
    state(password(1), password(10), password(10, { delete: true, outputs: {} })),
  );
  assert.deepEqual(
    [...secrets],
    [
      [1, { keyId: "key 1", value: "value 1" }],
      [10, { keyId: "key 10", value: "value 10" }],
    ],
  );
});

it("The secrets of a state in clear say which one was written to the ERP last", () => {
  const both = [password(1), password(2)];
  const written = (...more: StateResource[]) => recordedSituation(state(...both, ...more)).erp.written;
  assert.equal(written(tab("google", "value 2"), tab("microsoft", "value 1")), 1);
  assert.equal(written(tab("microsoft", "value 2")), 2);
  assert.equal(written(tab("microsoft", "value 2", "awaited")), undefined);
  assert.equal(written(tab("microsoft", "other")), undefined);
  assert.equal(written(), undefined);
});

it("The secrets of a state in clear are held by the vendor as the vendor has confirmed, where nobody else reaches the ERP", () => {
  const situation = (confirmed: SecretNumbers) => recordedSituation(state(password(1)), confirmed).erp;
  assert.deepEqual(situation({ microsoft: 1, microsoftKeyId: "key 1" }), { secret: 1, vendor: true });
  const nothing = { secret: "nothing", vendor: true };
  assert.deepEqual(situation({}), nothing);
  assert.deepEqual(situation({ microsoft: 2, microsoftKeyId: "key 1" }), nothing);
  assert.deepEqual(situation({ microsoft: 1, microsoftKeyId: "made before" }), nothing);
});

it("The secrets of a state in clear are none before the first update", () => {
  assert.deepEqual(recordedSituation({}), { made: [], gone: [], erp: { secret: "hidden" } });
});
