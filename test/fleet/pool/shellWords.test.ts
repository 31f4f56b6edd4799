import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { it } from "node:test";
import fc from "fast-check";
import { shellWords } from "#fleet/pool/shellWords.ts";

it("Words for a shell are read by it as they were given", () => {
  const word = fc.string({
    unit: fc.constantFrom("a", " ", "'", '"', "*", "$", "\\", "`", "-", "\n", "é"),
  });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      const read = execFileSync("sh", ["-c", `printf '%s\\0' ${shellWords(words)}`], { encoding: "utf8" });
      assert.deepEqual(read.split("\0").slice(0, -1), words);
    }),
    { numRuns: 50 },
  );
});

it("Words for a shell stay as they are where nothing in them is special", () => {
  assert.equal(
    shellWords(["modern-auth", "up", "eu-*", "--waves", "1,10,100%"]),
    "modern-auth up 'eu-*' --waves 1,10,100%",
  );
});
