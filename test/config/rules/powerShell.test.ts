import assert from "node:assert/strict";
import { test } from "node:test";
import { powerShellString, powerShellWord } from "#config/rules/powerShell.ts";

test("a word of PowerShell is quoted where it needs to be, and every kind of quote that PowerShell knows is doubled", () => {
  assert.equal(powerShellWord("info@acme.example"), "info@acme.example");
  assert.equal(powerShellWord("-x; $y"), "'-x; $y'");
  assert.equal(powerShellString("d'Or ‘a’"), "'d''Or ‘‘a’’'");
});
