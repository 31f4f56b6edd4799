import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { closedHost, Machine, serve, silentHost } from "./machine.ts";
import { describePlugins, obtainPlugins, type Plugin, pluginFolders } from "./modules.ts";

const versions = { azuread: "6.9.1", gcp: "9.37.0" };

function prepare(context: TestContext, pulumi = "exit 1") {
  const machine = new Machine(context);
  const cached = (name: "azuread" | "gcp") =>
    join(machine.home, "plugins", `resource-${name}-v${versions[name]}`, `pulumi-resource-${name}`);
  const options = {
    versions,
    standIns: join(machine.folder, "stand-ins"),
    env: machine.env,
    say: machine.say,
    pulumi: machine.program(
      join(machine.folder, "cli", "pulumi"),
      `echo "$*" >> "$MACHINE/pulumi.log"\n${pulumi}`,
    ),
  };
  return { machine, cached, options };
}

test("real plugins in Pulumi's cache are used, and no host is asked", async (t) => {
  const { machine, cached, options } = prepare(t);
  machine.program(cached("azuread"), "");
  machine.program(cached("gcp"), "");
  const plugins = await obtainPlugins(options);
  assert.deepEqual(plugins, {
    azuread: { kind: "real", version: "6.9.1", path: cached("azuread") },
    gcp: { kind: "real", version: "9.37.0", path: cached("gcp") },
  });
  assert.deepEqual(pluginFolders(plugins, machine.env), []);
  assert.deepEqual(machine.said, []);
});

test("a real plugin on the PATH is used when it is of the wanted version", async (t) => {
  const { machine, options } = prepare(t);
  const right = machine.program(
    join(machine.bin, "pulumi-resource-azuread"),
    '[ "$1" = -version ] && echo 6.9.1',
  );
  machine.program(join(machine.bin, "pulumi-resource-gcp"), "echo 9.0.0");
  const plugins = await obtainPlugins({ ...options, hosts: [await closedHost()] });
  assert.deepEqual(plugins["azuread"], { kind: "real", version: "6.9.1", path: right });
  assert.equal(plugins["gcp"]?.kind, "stand-in");
});

test("a stand-in of another clone on the PATH is no real plugin, although it answers the wanted version", async (t) => {
  const { machine, options } = prepare(t);
  const folder = join(machine.folder, "other", "sandbox", "standins", "bin");
  machine.program(join(folder, "pulumi-resource-gcp"), "echo 9.37.0");
  const env = { ...machine.env, PATH: `${folder}:${machine.env.PATH}` };
  const { standIns: _, ...real } = options;
  const plugins = await obtainPlugins({ ...real, env, hosts: [await closedHost()] });
  assert.deepEqual([plugins["gcp"]?.kind, plugins["azuread"]?.kind], ["missing", "missing"]);
  assert.deepEqual(pluginFolders(plugins, env), []);
});

test("an unfinished installation in the cache does not count", async (t) => {
  const { machine, cached, options } = prepare(t);
  for (const name of ["azuread", "gcp"] as const) machine.program(cached(name), "");
  writeFileSync(join(machine.home, "plugins", "resource-gcp-v9.37.0.partial"), "");
  const plugins = await obtainPlugins({ ...options, hosts: [await closedHost()] });
  assert.deepEqual([plugins["azuread"]?.kind, plugins["gcp"]?.kind], ["real", "stand-in"]);
});

test("on a closed network the stand-ins are named within the connect time-out, without trying to install", async (t) => {
  const { machine, options } = prepare(t);
  const start = Date.now();
  const plugins = await obtainPlugins({
    ...options,
    hosts: [await silentHost(t), await closedHost()],
    connectTimeoutMs: 100,
  });
  assert.ok(Date.now() - start < 3_000);
  assert.equal(plugins["gcp"]?.path, join(options.standIns, "pulumi-resource-gcp"));
  assert.match(plugins["gcp"]?.why ?? "", /no download: no connection to .* within 0\.1 s; .*ECONNREFUSED/);
  assert.deepEqual(machine.log("pulumi"), []);
});

test("where one download host can be reached, Pulumi installs the real plugins", async (t) => {
  const { machine, cached, options } = prepare(
    t,
    `folder="$PULUMI_HOME/plugins/resource-$4-v$5"; mkdir -p "$folder"
printf '#!/bin/sh\\n' > "$folder/pulumi-resource-$4" && chmod +x "$folder/pulumi-resource-$4"`,
  );
  const open = await serve(t, (_, response) => response.writeHead(403).end());
  const plugins = await obtainPlugins({ ...options, hosts: [await closedHost(), open] });
  assert.deepEqual(plugins["gcp"], { kind: "real", version: "9.37.0", path: cached("gcp") });
  assert.deepEqual(machine.log("pulumi").sort(), [
    "plugin install resource azuread 6.9.1",
    "plugin install resource gcp 9.37.0",
  ]);
});

test("an installation that fails or takes too long ends with the stand-in and the reason", async (t) => {
  const { options } = prepare(
    t,
    '[ "$4" = gcp ] && exec sleep 600; echo "error: no such release" >&2; exit 1',
  );
  const open = await serve(t, (_, response) => response.end());
  const plugins = await obtainPlugins({ ...options, hosts: [open], installTimeoutMs: 300 });
  assert.equal(plugins["azuread"]?.why, "error: no such release");
  assert.match(plugins["gcp"]?.why ?? "", /took longer than 0\.3 s/);
  assert.equal(plugins["gcp"]?.kind, "stand-in");
});

test("the engine finds the chosen plugins on the PATH before any other of their names", async (t) => {
  const { machine } = prepare(t);
  const azuread: Plugin = { kind: "real", version: "6.9.1", path: "/cache/azuread/pulumi-resource-azuread" };
  const gcp: Plugin = {
    kind: "stand-in",
    version: "9.37.0",
    path: "/stand-ins/pulumi-resource-gcp",
    why: "closed",
  };
  const bothStandIns = { azuread: { ...gcp, path: "/stand-ins/pulumi-resource-azuread" }, gcp };
  assert.deepEqual(pluginFolders(bothStandIns, machine.env), ["/stand-ins"]);
  // The stand-ins' folder holds one for azuread too.
  assert.deepEqual(pluginFolders({ azuread, gcp }, machine.env), ["/cache/azuread", "/stand-ins"]);
  machine.program(join(machine.bin, "pulumi-resource-azuread"), "echo 5.0.0");
  assert.deepEqual(pluginFolders({ azuread }, machine.env), ["/cache/azuread"]);
});

test("which kind runs, and why, is said in one line", () => {
  const standIn = (version: string): Plugin => ({ kind: "stand-in", version, path: "/s/x", why: "closed" });
  assert.equal(
    describePlugins({ azuread: standIn("6.9.1"), gcp: standIn("9.37.0") }),
    "stand-ins for azuread 6.9.1 and gcp 9.37.0 (closed)",
  );
  assert.equal(
    describePlugins({ azuread: { kind: "real", version: "6.9.1", path: "/c/x" }, gcp: standIn("9.37.0") }),
    "real azuread 6.9.1 (/c/x); stand-ins for gcp 9.37.0 (closed)",
  );
});
