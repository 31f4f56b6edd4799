import assert from "node:assert/strict";
import { it } from "node:test";
import { type Candidates, choose } from "#adopt/choose.ts";
import type { UsedIdentity } from "#clients/entra/runIdentities.ts";

const TAG = "erp-modern-auth/acme";
const application = (id: string, tags: string[] = []) => ({
  id,
  appId: `client of ${id}`,
  displayName: "CID ERP",
  createdDateTime: "2023-05-02T08:00:00Z",
  tags,
});
const [one, two, ours, others] = [
  application("one"),
  application("two"),
  application("ours", [TAG]),
  application("others", ["erp-modern-auth/other"]),
];
const chosen = (candidates: Partial<Candidates>, ...used: UsedIdentity[]) =>
  choose({ tagged: [], named: [], ...candidates }, TAG, used);

it("Which registration is adopted is the only one of the name", () => {
  assert.deepEqual(chosen({ named: [one] }), { kind: "adopt", application: one });
});

it("Which registration is adopted is nobody's choice but a person's when there are several, or none", () => {
  assert.deepEqual(chosen({ named: [one, two] }), { kind: "several", applications: [one, two] });
  assert.deepEqual(chosen({}), { kind: "none" });
});

it("Which registration is adopted is the one that the operator names, whatever else there is", () => {
  const asked = { id: "two", found: two };
  assert.deepEqual(chosen({ named: [one, two], stored: one, asked }), { kind: "adopt", application: two });
  assert.equal(chosen({ named: [one], asked: { id: "three" } }).kind, "refused");
});

it("Which registration is adopted is the one that was chosen before, by its id, although others have the name", () => {
  assert.deepEqual(chosen({ named: [one, two], stored: two }), { kind: "adopt", application: two });
});

it("Which registration is adopted is none where the tag or the state says that there is nothing to adopt", () => {
  assert.deepEqual(chosen({ tagged: [ours], named: [ours, one] }), { kind: "ours", application: ours });
  assert.deepEqual(chosen({ recorded: one, named: [one, two] }), { kind: "ours", application: one });
  assert.deepEqual(chosen({ tagged: [ours], asked: { id: "ours", found: ours } }).kind, "ours");
});

it("Which registration is adopted is never a second one", () => {
  assert.equal(chosen({ tagged: [ours], asked: { id: "one", found: one } }).kind, "refused");
  assert.equal(chosen({ tagged: [ours, application("again", [TAG])] }).kind, "refused");
});

it("Which registration is adopted is never another stack's, by name, by an earlier choice or on request", () => {
  assert.deepEqual(chosen({ named: [others, one] }), { kind: "adopt", application: one });
  for (const candidates of [
    { named: [others] },
    { stored: others },
    { asked: { id: "others", found: others } },
  ]) {
    const choice = chosen(candidates);
    assert.equal(choice.kind, "refused");
    assert.match("why" in choice ? choice.why : "", /erp-modern-auth\/other/);
  }
});

it("Which registration is adopted is never one that the run works under: by either id, by name, by tag, or as the configuration has it", () => {
  const deployer = { id: one.id, who: "the deployer itself" };
  const byClient = { id: one.appId.toLowerCase(), who: "the deployer itself" };
  for (const used of [deployer, byClient])
    for (const candidates of [
      { asked: { id: used.id, found: one } },
      { named: [one] },
      { stored: one, named: [two] },
      { tagged: [one] },
      { recorded: one },
      { asked: { id: "of a service principal" }, used: { ...used, id: "of a service principal" } },
    ]) {
      const found = chosen(candidates, "used" in candidates && candidates.used ? candidates.used : used);
      assert.equal(found.kind, "refused", JSON.stringify(candidates));
      assert.match(found.kind === "refused" ? found.why : "", /is the deployer itself, and a stack never/);
    }
  assert.deepEqual(chosen({ named: [one, two] }, deployer), { kind: "adopt", application: two });
});
