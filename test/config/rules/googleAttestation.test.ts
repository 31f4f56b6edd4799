import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { googleSchema } from "#config/googleSchema.ts";
import {
  ATTESTED_ITEMS,
  attestations,
  audienceProblem,
  differing,
  type Said,
  unattested,
} from "#config/rules/googleAttestation.ts";

const SAID: Said = { items: ["branding"], by: "anna@acme.example", on: "2026-11-23" };
const AUDIENCE: Said = { ...SAID, items: ["audience"] };

const said: fc.Arbitrary<Said> = fc.record(
  {
    items: fc.subarray(ATTESTED_ITEMS),
    by: fc.constantFrom("anna@acme.example", "bea@acme.example"),
    on: fc.constantFrom("2026-11-22", "2026-11-23"),
    audience: fc.constantFrom("internal", "external"),
    publishing: fc.constantFrom("testing", "production"),
  },
  { requiredKeys: ["items", "by", "on"] },
);

it("What is said of the audience is enough with the user type, and for an external one the publishing status", () => {
  assert.equal(audienceProblem({ ...AUDIENCE, audience: "internal" }), undefined);
  assert.equal(audienceProblem({ ...AUDIENCE, audience: "external", publishing: "testing" }), undefined);
  assert.equal(audienceProblem(SAID), undefined);
});

it("What is said of the audience is refused when something is missing or does not apply", () => {
  assert.match(audienceProblem(AUDIENCE) ?? "", /needs --audience internal or external/);
  assert.match(audienceProblem({ ...AUDIENCE, audience: "external" }) ?? "", /needs --publishing/);
  assert.match(
    audienceProblem({ ...AUDIENCE, audience: "internal", publishing: "testing" }) ?? "",
    /has no publishing status/,
  );
  for (const stray of [{ audience: "internal" }, { publishing: "testing" }] as const)
    assert.match(audienceProblem({ ...SAID, ...stray }) ?? "", /go with the item audience/);
});

it("Attestations are what the configuration takes, whenever the audience is told rightly", () => {
  fc.assert(
    fc.property(said, (one) => {
      fc.pre(audienceProblem(one) === undefined);
      const attested = attestations(one);
      assert.deepEqual(googleSchema.parse({ project: "acme-erp", attested }).attested, attested);
    }),
  );
});

it("Attestations leave over what nobody has said", () => {
  fc.assert(
    fc.property(said, (one) => {
      const left = unattested(attestations(one));
      assert.deepEqual([...left, ...one.items].toSorted(), ATTESTED_ITEMS.toSorted());
    }),
  );
});

it("Attestations differ in the items of which something else is said, in whatever order the keys stand", () => {
  const before = attestations({ ...SAID, items: ["branding", "data-access"] });
  assert.deepEqual(differing(before, before), []);
  assert.deepEqual(differing(before, { ...before, branding: { on: SAID.on, by: SAID.by } }), []);
  const later = attestations({ ...SAID, items: ["data-access", "use"], on: "2026-11-24" });
  assert.deepEqual(differing(before, { ...before, ...later }), ["data-access", "use"]);
});
