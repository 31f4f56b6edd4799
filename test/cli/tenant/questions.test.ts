import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { it } from "node:test";
import { askForMissing, type DraftCheck, type TenantDraft } from "#cli/tenant/add/questions.ts";

const NOTHING: TenantDraft = { name: "", given: {}, password: "" };
const SECRET = "correct horse";
const [ENTER, CTRL_C, SPACE, BACKSPACE] = ["\r", "\u0003", " ", "\u007f"];

/** What is typed when a text stands on the screen. */
type Answer = readonly [shown: string, keys: string];

/** Answers each question once it stands on the screen. */
async function answering(
  draft: TenantDraft,
  answers: readonly Answer[],
  check: DraftCheck = () => undefined,
) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const left = [...answers];
  let [screen, all] = ["", ""];
  output.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
    all += text;
    const [shown, keys] = left[0] ?? [];
    if (shown === undefined || !screen.includes(shown)) return;
    left.shift();
    screen = "";
    // It listens only after it has drawn.
    setImmediate(() => input.write(keys));
  });
  const answered = await askForMissing(draft, check, { input, output });
  assert.deepEqual(left, [], "every question was asked");
  return { answered, all };
}

const NAME: Answer = ["Name of the new tenant", `acme${ENTER}`];
const DNS: Answer = ["public DNS name", `acme.cid-erp.app${ENTER}`];
const ERP: Answer[] = [
  ["The ERP's database", `acme${ENTER}`],
  ["integration user", `integration${ENTER}`],
  ["The company's exact name", `Acme SA${ENTER}`],
  ["password or API key", `${SECRET}${ENTER}`],
];

it("The questions for a new tenant are asked for all that every tenant needs, and the password is not shown", async () => {
  const { answered, all } = await answering(NOTHING, [
    NAME,
    DNS,
    ["Which of them", SPACE + ENTER],
    ["directory (tenant) id", `7c8f1c6e-3a52-4f0e-9d53-2f6a4c1b9e10${ENTER}`],
    ...ERP,
  ]);
  assert.deepEqual(answered, {
    name: "acme",
    given: {
      dns: "acme.cid-erp.app",
      "microsoft-tenant-id": "7c8f1c6e-3a52-4f0e-9d53-2f6a4c1b9e10",
      "erp-database": "acme",
      "erp-login": "integration",
      company: "Acme SA",
    },
    password: SECRET,
  });
  assert.equal(all.includes(SECRET), false);
  assert.doesNotMatch(all, /[▪*•]{2}/, "nor how long it is");
});

it("The questions for a new tenant leave out what is given, and what a tenant of its kind does not need", async () => {
  const given = { dns: "acme.cid-erp.app", "google-project": "acme-erp" };
  const atVendor = { name: "acme", given: { ...given, access: "vendor", company: "7" }, password: "" };
  assert.deepEqual((await answering(atVendor, [])).answered, atVendor);
  const stock = { name: "acme", given: { ...given, profile: "odoo" }, password: SECRET };
  const { answered } = await answering(stock, ERP.slice(0, 2));
  assert.deepEqual(answered.given, { ...stock.given, "erp-database": "acme", "erp-login": "integration" });
});

it("The questions for a new tenant are asked again, with the reason, until the answer can be taken", async () => {
  const check: DraftCheck = ({ given }, asked) =>
    asked === "dns" && given.dns?.includes("/") ? "contains a path" : undefined;
  const { answered } = await answering(
    { ...NOTHING, name: "acme", given: { access: "vendor", company: "7", "google-project": "acme-erp" } },
    [
      ["public DNS name", `acme.cid-erp.app/${ENTER}`],
      ["contains a path", BACKSPACE + ENTER],
    ],
    check,
  );
  assert.equal(answered.given.dns, "acme.cid-erp.app");
});

it("The questions for a new tenant end with Ctrl-C, and nothing is written", async () => {
  await assert.rejects(
    answering(NOTHING, [["Name of the new tenant", CTRL_C]]),
    /Ended before all was answered: nothing was written/,
  );
});
