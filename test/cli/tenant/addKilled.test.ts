import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { ProjectFolder } from "../projectFolder.ts";

const PASSWORD = "correct horse battery staple";
const hook = fileURLToPath(new URL("../../support/killAtLink.cjs", import.meta.url));

/** A `pulumi` that kills whoever started it before or after the command that $KILL_AT names, and else is the real one. */
const KILLER = `#!/bin/sh
PATH="\${PATH#*:}"
[ "$KILL_AT" = "before $1 $2" ] && kill -9 $PPID && exit 1
pulumi "$@"
code=$?
[ "$KILL_AT" = "after $1 $2" ] && kill -9 $PPID
exit $code
`;

describe("modern-auth tenant add, killed", () => {
  const project = new ProjectFolder();
  const bin = join(project.folder, "bin");
  const env = {
    PATH: [bin, process.env.PATH].join(delimiter),
    NODE_OPTIONS: `--require ${hook}`,
  };
  const add = (name: string, more: NodeJS.ProcessEnv = {}) =>
    project.modernAuth(
      [
        ...["tenant", "add", name, "--dns", `${name}.cid-erp.app`, "--google-project", `${name}-erp-1`],
        ...["--erp-database", name, "--erp-login", "integration", "--company", "A", "--erp-password-stdin"],
      ],
      { input: PASSWORD, env: more },
    );
  const hasDraft = (name: string) => project.files().includes(`.Pulumi.${name}.yaml`);
  before(() => {
    mkdirSync(bin);
    writeFileSync(join(bin, "pulumi"), KILLER);
    chmodSync(join(bin, "pulumi"), 0o755);
  });
  after(() => {
    // What a killed process cannot take away holds nothing in clear.
    for (const left of readdirSync(project.temporary))
      rmSync(join(project.temporary, left), { recursive: true });
    project.close([PASSWORD]);
  });

  const points = [
    "before stack init",
    "after stack init",
    "before config set",
    "after config set",
    "before link",
  ];
  for (const [index, point] of points.entries())
    it(`modern-auth tenant add, killed ${point}, is finished by the same command`, async () => {
      const name = `tenant${index}`;
      assert.equal((await add(name, { ...env, KILL_AT: point })).code, null, "it was killed");
      assert.equal(project.files().includes(`Pulumi.${name}.yaml`), false);
      const { code, stderr } = await add(name);
      assert.equal(code, 0, stderr);
      assert.equal(await project.password(name), PASSWORD);
      assert.equal(hasDraft(name), false);
    });

  it("modern-auth tenant add, killed after link, is finished already, which the same command says and tidies up after", async () => {
    assert.equal((await add("last", { ...env, KILL_AT: "after link" })).code, null);
    assert.equal(hasDraft("last"), true);
    assert.equal(await project.password("last"), PASSWORD);
    const { code, stderr } = await add("last");
    assert.equal(code, 4, stderr);
    assert.match(stderr, /"last" is a tenant already/);
    assert.equal(hasDraft("last"), false);
  });
});
