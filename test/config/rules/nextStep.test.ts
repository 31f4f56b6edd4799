import assert from "node:assert/strict";
import { it } from "node:test";
import { nextStepParts, nextStepsText, nextStepText } from "#config/rules/nextStep.ts";

it("A next step in words names the stack in every command, also where nobody said which", () => {
  assert.equal(nextStepText({ kind: "update" }), "pulumi up --stack <stack>");
  assert.equal(nextStepText({ kind: "update" }, "acme"), "pulumi up --stack acme");
  const remove = { kind: "pulumi" as const, words: ["config", "rm", "--path", "erp.company"] };
  assert.equal(nextStepText(remove, "acme"), "pulumi config rm --path erp.company --stack acme");
  assert.equal(
    nextStepText({ kind: "modern-auth", words: ["rotate", "acme"] }, "acme"),
    "modern-auth rotate acme",
  );
  const note = { kind: "update" as const, note: "then: modern-auth verify <stack>" };
  assert.equal(nextStepText(note, "acme"), "pulumi up --stack acme   (then: modern-auth verify acme)");
});

it("A next step in words is a command that a shell takes as it is, with placeholders that stay readable", () => {
  const typed = (...words: string[]) => nextStepText({ kind: "modern-auth", words });
  assert.equal(
    typed("attest", "--by", "<e-mail>", "<age public key>"),
    "modern-auth attest --by <e-mail> <age public key>",
  );
  assert.equal(typed("a b", "it's", "", "$(rm)", "<a>;b"), `modern-auth 'a b' 'it'\\''s' '' '$(rm)' '<a>;b'`);
});

it("A next step in words has its note after the command, and its page after the sentence unless that names it", () => {
  assert.equal(
    nextStepText({ kind: "update", note: "adopts it" }, "acme"),
    "pulumi up --stack acme   (adopts it)",
  );
  assert.equal(nextStepText({ kind: "retry", note: "in a minute" }), "run it again   (in a minute)");
  const page = "https://example.com/page";
  assert.equal(nextStepText({ kind: "person", text: "restore it", page }), `restore it: ${page}`);
  assert.equal(nextStepText({ kind: "person", text: `open ${page} now`, page }), `open ${page} now`);
});

it("A next step in words sets the command apart from the words with it, for an edge that shows it differently", () => {
  assert.deepEqual(nextStepParts({ kind: "update", note: "later" }, "acme"), {
    command: "pulumi up --stack acme",
    words: "   (later)",
  });
  assert.deepEqual(nextStepParts({ kind: "retry" }), { words: "run it again" });
});

it("A next step in words is followed by the next one in the same line", () => {
  const steps = [{ kind: "modern-auth" as const, words: ["rotate", "acme"] }, { kind: "update" as const }];
  assert.equal(nextStepsText(steps, "acme"), "modern-auth rotate acme, then pulumi up --stack acme");
  assert.equal(nextStepsText([]), "");
});
