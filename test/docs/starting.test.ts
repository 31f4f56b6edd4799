import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { readToolchain } from "#sandbox/toolchain/toolchain.ts";
import { ProjectFolder } from "#test/cli/projectFolder.ts";
import { trackedFiles } from "#test/support/trackedFiles.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Every way to start a command on a real tenant that a page or a rendered pipeline names, as a shell takes it. */
const TOOLCHAIN = `eval "$(npm run --silent toolchain --prefix "$REPOSITORY")"`;
const WAYS: Readonly<Record<string, string>> = {
  "npm run --silent modern-auth --": 'npm run --silent modern-auth --prefix "$REPOSITORY" -- --version',
  "npm run modern-auth --": 'npm run modern-auth --prefix "$REPOSITORY" -- --version',
  'eval "$(npm run --silent toolchain)"': TOOLCHAIN,
  "path=$(npm run --silent toolchain)": `path=$(npm run --silent toolchain --prefix "$REPOSITORY"); eval "$path"`,
};

describe("A real tenant", () => {
  const project = new ProjectFolder();
  // A shell that knows nothing of the sandbox, and of no plugin.
  const PATH = (process.env["PATH"] ?? "")
    .split(":")
    .filter((folder) => !readToolchain().path.includes(folder) && !folder.includes("node_modules"))
    .join(":");
  const env = {
    ...project.env,
    PATH,
    REPOSITORY: root,
    SSL_CERT_FILE: undefined,
    ERP_MODERN_AUTH_TOOLCHAIN: undefined,
  };
  const shell = (script: string) => {
    const { status, stdout, stderr } = spawnSync("sh", ["-c", script], {
      cwd: project.folder,
      env,
      encoding: "utf8",
    });
    return { code: status, stdout, stderr };
  };
  before(async () => {
    const given = [
      "--dns",
      "acme.cid-erp.app",
      "--microsoft-tenant-id",
      "11111111-1111-4111-8111-111111111111",
    ];
    const erp = ["--erp-database", "a", "--erp-login", "i", "--company", "A", "--erp-password-stdin"];
    const { code, stderr } = await project.modernAuth(["tenant", "add", "acme", ...given, ...erp], {
      input: "p4ss-w0rd!",
    });
    assert.equal(code, 0, stderr);
  });
  after(() => project.close(["p4ss-w0rd!"]));

  it("A real tenant is worked on in no other way than those that are tried here", () => {
    const pages = trackedFiles().filter((file) =>
      /^(README|docs\/.*)\.md$|^src\/pipelines\/render\//.test(file),
    );
    const named = pages.flatMap((file) =>
      [
        ...readFileSync(join(root, file), "utf8").matchAll(
          /(?:npx [\w-]+|\S*npm run (?:--silent )?(?:modern-auth --|toolchain\)"?))/g,
        ),
      ].map(([way]) => way),
    );
    const known = Object.keys(WAYS);
    assert.deepEqual(
      [...new Set(named)].filter(
        (way) => !known.some((one) => one.includes(way.replace(/^[["'`(]*|"$/g, ""))),
      ),
      [],
    );
  });

  for (const [way, script] of Object.entries(WAYS))
    it(`A real tenant is never worked on with stand-ins: ${way}`, () => {
      const { code, stdout, stderr } = shell(`${script}\necho "PATH is $PATH"`);
      assert.equal(code, 0, stderr);
      assert.doesNotMatch(stdout, /standins/);
      assert.doesNotMatch(stderr, /stand-ins/);
    });

  it("A real tenant is not updated without the real plugin: what is missing, why, and what to do is said before anything begins", () => {
    if (Object.values(readToolchain().plugins).every(({ kind }) => kind === "real")) return;
    const { code, stderr } = shell(
      `${TOOLCHAIN} && export PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=true && for verb in up preview; do modern-auth $verb acme || echo "ended with $?" >&2; done`,
    );
    assert.equal(code, 0, stderr);
    assert.equal(
      stderr.match(
        /Pulumi's plugin azuread 6\.9\.1 is not on this machine: .*Fix: pulumi plugin install resource azuread 6\.9\.1/g,
      )?.length,
      2,
      stderr,
    );
    assert.equal(stderr.match(/^ended with 1$/gm)?.length, 2);
  });
});
