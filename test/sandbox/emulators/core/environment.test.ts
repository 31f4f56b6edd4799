import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { it } from "node:test";
import fc from "fast-check";
import { Hono } from "hono";
import { environmentLines, environmentRoutes } from "#sandbox/environment.ts";

/** What a real shell makes of the lines. */
const evaluated = (lines: string): string =>
  execFileSync("/bin/sh", ["-c", `eval "$1"; printf '%s' "$VALUE"`, "sh", lines], {
    encoding: "utf8",
    env: { PATH: process.env.PATH },
  });

it("The sandbox's environment lines survive a real shell whatever is in a value", () => {
  const text = fc.string({
    unit: fc.constantFrom(..."'\"\\$`!*?~ \t\n;&|<>(){}#=%é€-a1".split("")),
    maxLength: 30,
  });
  fc.assert(
    fc.property(text, (value) => {
      assert.equal(evaluated(environmentLines({ VALUE: value })), value);
    }),
    { numRuns: 40 },
  );
});

it("The sandbox's environment lines run nothing that a value spells", () => {
  const value = `'; VALUE=stolen; '$(echo x)\`echo y\``;
  assert.equal(evaluated(environmentLines({ VALUE: value })), value);
});

it("The sandbox's environment lines export each variable on lines of its own, and are served as text", async () => {
  assert.equal(environmentLines({ A: "1", B: "it's" }), "export A='1'\nexport B='it'\\''s'\n");
  const app = new Hono();
  let now = { A: "before" };
  environmentRoutes(app, () => environmentLines(now));
  now = { A: "after" };
  const response = await app.request("/env");
  assert.equal(await response.text(), "export A='after'\n");
  assert.match(response.headers.get("content-type") ?? "", /^text\/plain/);
});
