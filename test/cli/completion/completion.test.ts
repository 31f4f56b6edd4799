import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, it } from "node:test";
import { fileURLToPath } from "node:url";
import { completionCandidates } from "#cli/completion/candidates.ts";
import { createProgram } from "#cli/program.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "modern-auth-completion-"));
const env = {
  ...process.env,
  PATH: [join(root, "src", "cli", "bin"), process.env.PATH].join(delimiter),
  HOME: folder,
};
const run = (command: string, ...args: string[]) =>
  spawnSync(command, args, { cwd: folder, env, encoding: "utf8" });

before(() => {
  cpSync(join(root, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  const tags = "  erp-modern-auth:tags:\n    - pilot\n    - production\n";
  for (const name of ["acme", "amber", "beta"])
    writeFileSync(join(folder, `Pulumi.${name}.yaml`), `config:\n${tags}`);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const cases: [words: string[], expected: string][] = [
  [["ver"], "verify"],
  [["verify", "a"], "acme amber"],
  [["verify", "acme", "b"], "beta"],
  [["verify", "--sa"], "--sarif"],
  [["tenant", "s"], "show"],
  [["tenant", "show", "am"], "amber"],
  [["drift", "--tag", "p"], "pilot production"],
  [["drift", "--tag", "=", "pi"], "pilot"],
  [["drift", "--engine", ""], "all none suspects"],
  [["up", "--retries", "2", "b"], "beta"],
  [["google", "attest", "acme", "data"], "data-access"],
  [["completion", ""], "bash fish zsh"],
  [["--h"], "--help"],
  // A file: the shell offers those by itself.
  [["google", "import", "acme", ""], ""],
];
for (const [words, expected] of cases)
  it(`What may come next after "${words.join(" ")}" is ${expected || "a file"}`, async () => {
    process.chdir(folder);
    assert.equal(completionCandidates(await createProgram(words), words).join(" "), expected);
  });

it("What may come next is no tenant, and no complaint, outside a project", () => {
  const outside = spawnSync("modern-auth", ["complete", "--", "verify", "a"], {
    cwd: tmpdir(),
    env,
    encoding: "utf8",
  });
  assert.deepEqual([outside.status, outside.stdout, outside.stderr], [0, "", ""]);
});

const has = (shell: string) => (run(shell, "--version").status === 0 ? false : `there is no ${shell}`);

it("The script for a shell lets bash complete tenants, and leaves files to it where there is nothing to say", {
  skip: has("bash"),
}, () => {
  const script = `
      source <(modern-auth completion bash)
      COMP_WORDS=(modern-auth verify a); COMP_CWORD=2
      _modern_auth
      printf '%s\\n' "\${COMPREPLY[@]}"
      complete -p modern-auth`;
  const { stdout } = run("bash", "--norc", "-c", script);
  assert.equal(stdout, "acme\namber\ncomplete -o default -F _modern_auth modern-auth\n");
});

it("The script for a shell lets zsh complete tenants, and files where there is nothing to say", {
  skip: has("zsh"),
}, () => {
  // The completion system's own functions work on a line editor only.
  const script = `
      compdef() { print -r -- "$@" }
      compadd() { print -rl -- "\${(P@)2}" }
      _files() { print files }
      source <(modern-auth completion zsh)
      words=(modern-auth verify a); CURRENT=3; _modern_auth
      words=(modern-auth google import acme x); CURRENT=5; _modern_auth`;
  const { stdout } = run("zsh", "-f", "-c", script);
  assert.equal(stdout, "_modern_auth modern-auth\nacme\namber\nfiles\n");
});

it("The script for a shell lets fish complete tenants", { skip: has("fish") }, () => {
  const { stdout } = run(
    "fish",
    "--no-config",
    "-c",
    'modern-auth completion fish | source; complete -C "modern-auth verify a"',
  );
  assert.equal(stdout, "acme\namber\n");
});

it("The script for a shell is refused for any other shell, with exit code 2", () => {
  const { status, stderr } = run("modern-auth", "completion", "tcsh");
  assert.equal(status, 2);
  assert.match(stderr, /Allowed choices are bash, zsh, fish/);
});
