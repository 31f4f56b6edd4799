import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { ProjectFolder } from "../projectFolder.ts";

const main = fileURLToPath(new URL("../../../src/cli/main.ts", import.meta.url));
const PASSWORD = "correct horse battery staple";
/** The one of util-linux: it makes the pseudo-terminal. */
const noScript = spawnSync("script", ["--version"]).status === 0 ? false : "there is no script of util-linux";

describe("modern-auth tenant add on a terminal", { skip: noScript }, () => {
  const project = new ProjectFolder();
  after(() => project.close([PASSWORD]));

  /** Types each answer when its question is on the screen. */
  async function onTerminal(args: string, answers: readonly (readonly [shown: string, keys: string])[]) {
    const child = spawn(
      "script",
      ["-qec", `stty cols 120 rows 40; exec '${process.execPath}' '${main}' ${args}`, "/dev/null"],
      {
        cwd: project.folder,
        env: { ...project.env, NO_COLOR: "1", TERM: "xterm" },
      },
    );
    const left = [...answers];
    let [screen, all] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      screen += text;
      all += text;
      const [shown, keys] = left[0] ?? [];
      if (shown === undefined || !screen.includes(shown)) return;
      left.shift();
      screen = "";
      child.stdin.write(keys);
    });
    const [code] = await once(child, "close");
    return { code, all };
  }

  it("modern-auth tenant add on a terminal asks for what is missing, shows no password, and uses no colours with NO_COLOR", async () => {
    const given = "--google-project acme-erp-1 --erp-database acme --company 7";
    const { code, all } = await onTerminal(`tenant add acme ${given}`, [
      ["public DNS name", "https://acme.cid-erp.app\r"],
      ["contains a scheme. Allowed: the ERP's public DNS name alone", "\u0015acme.cid-erp.app\r"],
      ["integration user", "integration\r"],
      ["password or API key", `${PASSWORD}\r`],
    ]);
    assert.equal(code, 0, all);
    assert.match(all, /Tenant "acme" is added/);
    assert.equal(all.includes(PASSWORD), false);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
    assert.doesNotMatch(all, /\u001b\[[\d;]*m/);
    assert.equal(await project.password("acme"), PASSWORD);
  });

  it("modern-auth tenant add on a terminal names a tenant that is there before anything else is asked", async () => {
    const { code, all } = await onTerminal("tenant add", [
      ["Name of the new tenant", "acme\r"],
      ['"acme" is a tenant already', "\u0003"],
    ]);
    assert.equal(code, 1, all);
    assert.match(all, /nothing was written/);
  });
});
