import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { giveResource, makeFileless } from "#test/stack/stackWithResource.ts";
import { ProjectFolder } from "../projectFolder.ts";

const PASSWORD = "correct horse battery";
const add = (project: ProjectFolder, name: string, ...more: string[]) =>
  project.modernAuth(
    [
      ...["tenant", "add", name, "--dns", `${name}.cid-erp.app`, "--google-project", `${name}-erp-1`],
      ...["--erp-database", name, "--erp-login", "integration", "--company", "Acme SA"],
      ...["--erp-password-stdin", ...more],
    ],
    { input: PASSWORD },
  );

describe("modern-auth tenant list and show", () => {
  const project = new ProjectFolder();
  before(async () => {
    assert.equal((await add(project, "acme", "--tag", "pilot")).code, 0);
    assert.equal((await add(project, "beta")).code, 0);
    await giveResource(project, "beta");
    await makeFileless(project, "begun");
    await makeFileless(project, "stray");
    await giveResource(project, "stray");
    // A merge request brings a file; nobody has made a stack of it yet.
    writeFileSync(
      join(project.stacks, "Pulumi.new.yaml"),
      "config:\n  erp-modern-auth:dns: new.cid-erp.app\n",
    );
    writeFileSync(join(project.stacks, "Pulumi.torn.yaml"), "config: [\n");
  });
  after(() => project.close([PASSWORD]));
  const list = (...args: string[]) => project.modernAuth(["tenant", "list", ...args]);

  it("modern-auth tenant list and show has a line for each tenant, and tells of stacks without a file what to do", async () => {
    const { code, stdout } = await list();
    assert.equal(code, 0);
    const lines = stdout.split("\n");
    const [head = "", ...rows] = lines.slice(0, 5);
    assert.match(head, /^TENANT {2}DNS +SYSTEMS {2}TAGS {3}RESOURCES {5}LAST UPDATE$/);
    assert.match(
      rows[0] ?? "",
      /^acme {4}acme\.cid-erp\.app +google {3}pilot {2}0 +\d{4}-\d\d-\d\d \d\d:\d\d$/,
    );
    assert.match(rows[1] ?? "", /^beta {4}beta\.cid-erp\.app +google {3}– {6}1 /);
    assert.match(rows[2] ?? "", /^new {5}new\.cid-erp\.app +– {8}– {6}no stack yet {2}–$/);
    assert.match(rows[3] ?? "", /^torn {4}\(the file is no configuration\) +–/);
    assert.match(
      stdout,
      /^Stack begun is empty, .*modern-auth tenant add begun; .*modern-auth tenant remove begun$/m,
    );
    assert.match(stdout, /^stacks\/Pulumi\.stray\.yaml is gone, .*pulumi destroy --stack stray$/m);
  });

  it("modern-auth verify and drift call a tenant that was added and never updated not provisioned, and no drift, whatever its systems answer", async () => {
    const env = { HTTPS_PROXY: "http://127.0.0.1:9" };
    for (const words of [
      ["verify", "beta"],
      ["drift", "beta", "--engine", "none"],
    ]) {
      const { code, stdout, stderr } = await project.modernAuth([...words, "--json"], { env });
      assert.equal(code, 4, stdout + stderr);
      const { results, ...envelope } = JSON.parse(stdout);
      const [{ outcome, next }] = results ?? [envelope];
      assert.equal(outcome, "not-provisioned");
      assert.equal(next[0]?.text, "modern-auth up beta");
    }
  });

  it("modern-auth tenant list and show selects by name, glob and tag, and then tells of no other stack", async () => {
    const named = async (...args: string[]) =>
      JSON.parse((await list(...args, "--json")).stdout).tenants.map(
        ({ tenant }: { tenant: string }) => tenant,
      );
    assert.deepEqual(await named("*e*"), ["acme", "beta", "new"]);
    const { stdout } = await list("--tag", "pilot", "--json");
    assert.deepEqual(JSON.parse(stdout), {
      command: "tenant list",
      outcome: "ok",
      exitCode: 0,
      next: [],
      tenants: [
        {
          tenant: "acme",
          dns: "acme.cid-erp.app",
          systems: ["google"],
          tags: ["pilot"],
          stack: JSON.parse(stdout).tenants[0].stack,
        },
      ],
      notes: [],
    });
    const unknown = await list("nobody");
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /There is no tenant "nobody"\. Nearest: beta, new, torn\./);
  });

  it("modern-auth tenant list and show shows one tenant's configuration without its secrets, and what makes it", async () => {
    const { code, stdout } = await project.modernAuth(["tenant", "show", "acme"]);
    assert.equal(code, 0);
    assert.match(stdout, /^Tenant "acme": stacks\/Pulumi\.acme\.yaml, 0 resources\n/);
    assert.match(stdout, /^ {2}modernauth:erpPassword +\(encrypted\)$/m);
    assert.match(
      stdout,
      /Google client {2}none yet {2}https:\/\/console\.cloud\.google\.com\/auth\/clients\?project=acme-erp-1/,
    );
    assert.match(stdout, /Next:\n {2}modern-auth preflight acme\n {2}pulumi up --stack acme\n$/);
    const { next, stack } = JSON.parse(
      (await project.modernAuth(["tenant", "show", "acme", "--json"])).stdout,
    );
    assert.deepEqual([next.length, stack], [2, { resources: 0 }]);
  });

  it("modern-auth tenant list and show shows of an unfinished or damaged file what is wrong with it", async () => {
    const unfinished = await project.modernAuth(["tenant", "show", "new"]);
    assert.match(unfinished.stdout, /^Tenant "new": .*, no stack yet\n/);
    assert.match(
      unfinished.stdout,
      /Mend the configuration:\n(?:.*\n)* {2}modernauth:erpDatabase: is missing/,
    );
    const torn = await project.modernAuth(["tenant", "show", "torn"]);
    assert.match(torn.stdout, /stacks\/Pulumi\.torn\.yaml: is no configuration: it is not YAML/);
  });

  it("modern-auth tenant add takes no name that differs by case only from that of a stack without a file", async () => {
    const { code, stderr } = await project.modernAuth(
      ["tenant", "add", "Stray", "--dns", "stray.cid-erp.app", "--google-project", "stray-erp-1"].concat([
        "--access",
        "vendor",
        "--company",
        "Stray SA",
      ]),
    );
    assert.deepEqual([code, project.files().includes("Pulumi.Stray.yaml")], [4, false], stderr);
    assert.match(stderr, /"Stray" and "stray" differ by case only/);
  });

  it("modern-auth tenant list and show names the stack whose state is cut off, and the copy of it, however the backend is given", async () => {
    const state = join(project.folder, "state/.pulumi/stacks/erp-modern-auth/beta.json");
    const whole = readFileSync(state);
    writeFileSync(state, whole.subarray(0, whole.length / 2));
    const listed = await list();
    assert.equal(listed.code, 1);
    assert.match(
      listed.stderr,
      /cannot be listed while the state of one .*: beta\. Fix: modern-auth verify beta/,
    );
    const added = await add(project, "gamma");
    assert.deepEqual([added.code, project.files().includes("Pulumi.gamma.yaml")], [1, false]);
    assert.match(added.stderr, /the state of one cannot be read: beta\./);
    const copy = /Fix: Copy \/\S+\/beta\.json\.bak to \/\S+\/beta\.json, then: pulumi refresh --stack beta/;
    assert.match((await project.modernAuth(["tenant", "show", "beta"])).stderr, copy);
    const env = { PULUMI_BACKEND_URL: "" };
    await project.pulumi(["login", `file://${join(project.folder, "state")}?metadata=skip`], { env });
    assert.match((await project.modernAuth(["tenant", "show", "beta"], { env })).stderr, copy);
  });
});

describe("modern-auth tenant remove", () => {
  const project = new ProjectFolder();
  after(() => project.close([PASSWORD]));
  const remove = (...args: string[]) => project.modernAuth(["tenant", "remove", ...args]);

  it("modern-auth tenant remove is refused while there are resources, and says how to take them down, or to keep them", async () => {
    assert.equal((await add(project, "acme")).code, 0);
    await giveResource(project, "acme");
    const { code, stderr } = await remove("acme", "--yes");
    assert.equal(code, 4);
    assert.match(stderr, /pulumi destroy --stack acme, then modern-auth tenant remove acme\n/);
    assert.match(stderr, /git rm stacks\/Pulumi\.acme\.yaml\n/);
    assert.deepEqual([project.files(), await project.stackNames()], [["Pulumi.acme.yaml"], ["acme"]]);
  });

  it("modern-auth tenant remove removes stack and file of a tenant without resources, and only what is there of one half removed", async () => {
    for (const name of ["beta", "gamma"]) assert.equal((await add(project, name)).code, 0);
    const { code, stdout } = await remove("beta", "--yes");
    assert.equal(code, 0);
    assert.equal(stdout, 'Tenant "beta" is removed: stack, stacks/Pulumi.beta.yaml.\n');
    await project.pulumi(["stack", "rm", "gamma", "--yes", "--preserve-config"]);
    assert.deepEqual(JSON.parse((await remove("gamma", "--yes", "--json")).stdout), {
      command: "tenant remove",
      tenant: "gamma",
      outcome: "ok",
      exitCode: 0,
      next: [],
      removed: ["stacks/Pulumi.gamma.yaml"],
    });
    assert.deepEqual(
      project.files().filter((file) => /beta|gamma/.test(file)),
      [],
    );
    assert.equal((await project.stackNames()).includes("beta"), false);
  });

  it("modern-auth tenant remove does nothing without a terminal and without --yes, nor for a tenant that is none", async () => {
    const unasked = await remove("acme");
    assert.equal(unasked.code, 2);
    assert.match(unasked.stderr, /there is no terminal: add --yes/);
    const nobody = await remove("nobody", "--yes");
    assert.equal(nobody.code, 2);
    assert.match(nobody.stderr, /There is no tenant "nobody"/);
  });
});
