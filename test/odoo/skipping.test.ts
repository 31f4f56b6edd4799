import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { it } from "node:test";
import { mirrorIn } from "./debian.ts";
import { laneFolder } from "./release.ts";

it("The lane of real Odoo servers is skipped where it cannot run, says what is missing, and that is no failure", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(laneFolder, "main.ts")], {
    env: { ...process.env, PATH: "" },
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^test:odoo is skipped: (it needs Linux|it needs root|"unshare" is missing)/);
});

it("The lane of real Odoo servers takes Debian's own mirror from apt, not that of its security updates or of others", () => {
  const targets = [
    "Debian\tDebian-Security\thttp://security.example/debian-security/",
    "Somebody\tDebian\thttp://somebody.example/",
    "Debian\tDebian\thttp://mirror.example/debian/",
  ];
  assert.equal(mirrorIn(targets.join("\n")), "http://mirror.example/debian/");
  assert.equal(mirrorIn("Ubuntu\tUbuntu\thttp://mirror.example/ubuntu/\n"), undefined);
  assert.equal(mirrorIn(""), undefined);
});
