import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { findProject } from "#config/project.ts";
import { stateReader } from "#fleet/drift/readStates.ts";
import { backendStacks, backendUrl } from "#stack/inventory/backend.ts";
import { findPostgres } from "#test/postgres/programs.ts";
import { PostgresServer } from "#test/postgres/server.ts";
import { startUp, until } from "./running.ts";
import { watching } from "./watching.ts";
import { named, World } from "./world.ts";

const found = await findPostgres();
const programs = "folder" in found ? found.folder : "";
const skip = "missing" in found && found.missing;

/** One tenant whose state is on a server of its own. */
async function onPostgres(): Promise<{ server: PostgresServer; world: World }> {
  const server = await PostgresServer.start(programs);
  const world = await World.ofMicrosoft();
  world.hide(server.password);
  await world.initStack({ env: server.env });
  return { server, world };
}

/** @returns what puts this process's environment back */
function setEnvironment(env: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, env);
  return () => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  };
}

const ourApplications = (world: World): number =>
  Object.values(world.sandbox.entra.state.applications).filter(({ tags }) =>
    (tags as string[]).includes("erp-modern-auth/dev"),
  ).length;

describe("A tenant whose state is on PostgreSQL", { skip }, () => {
  let server: PostgresServer;
  let world: World;
  let asBefore = () => {};
  before(async () => {
    ({ server, world } = await onPostgres());
    await world.up({ env: server.env });
    world.save();
    // The fleet's own reading happens in this process.
    asBefore = setEnvironment({ ...world.stack.env, ...server.env });
  });
  afterEach(() => world.restore());
  after(async () => {
    asBefore();
    await world.close();
    await server.close();
  });

  it("A tenant whose state is on PostgreSQL is as declared after an update, and drift shows property by property", async () => {
    const { env } = server;
    await world.assertClean({ env });
    const [application] = Object.values(world.sandbox.entra.state.applications).filter(
      ({ displayName }) => displayName === "CID ERP",
    );
    assert.ok(application);
    application.displayName = "Renamed by hand";
    const { code, steps } = await world.preview({ env });
    assert.equal(code, 7);
    assert.deepEqual(named(steps), ["azuread Application displayName"]);
  });

  it("A tenant whose state is on PostgreSQL is found by the fleet's commands, its state read through the CLI", async () => {
    const read = await stateReader(findProject(), await backendUrl());
    const { deployment } = await read("dev");
    const types = deployment?.resources?.map(({ type }) => type) ?? [];
    assert.ok(types.includes("azuread:index/application:Application"), types.join(", "));
    assert.deepEqual(
      (await backendStacks()).map(({ name }) => name),
      ["dev"],
    );
  });

  it("A tenant whose state is on PostgreSQL is listed with hundreds of others", {
    timeout: 300_000,
  }, async () => {
    server.query(
      `insert into pulumi_state (key, data) select replace(key, 'dev.json', 'copy-' || n || '.json'), data
       from pulumi_state, generate_series(1, 200) n where key like '%/stacks/erp-modern-auth/dev.json'`,
    );
    assert.equal((await backendStacks()).length, 201);
  });

  it("A tenant whose state is on PostgreSQL is worked on by one pipeline at a time: the second one changes nothing, and is told who holds the lock", async () => {
    const { env } = server;
    const { entra } = world.sandbox;
    entra.faults.list = [{ match: "/v1.0/", latencyMs: 200 }];
    const first = startUp(world, { env });
    let asked = 0;
    await watching(
      entra,
      () => {
        asked += 1;
      },
      () => until(() => asked > 0, first.running),
    );
    const second = await world.run(["up", "--yes", "--skip-preview"], { env });
    assert.equal(second.code, 1);
    assert.match(second.stderr, /the stack is currently locked by 1 lock\(s\).*`pulumi cancel`/);
    assert.match(second.stderr, /created by \S+@\S+ \(pid \d+\) at \d{4}-\d\d-\d\dT/);
    assert.equal((await first.running).code, 0);
    await world.assertClean({ env });
  });
});

describe("A PostgreSQL server that is away", { skip }, () => {
  let server: PostgresServer;
  let world: World;
  before(async () => {
    ({ server, world } = await onPostgres());
  });
  after(async () => {
    await world.close();
    await server.close();
  });

  it("A PostgreSQL server that is away for some seconds delays an update, for a minute fails it; afterwards nothing is lost or there twice", async () => {
    const { env } = server;
    const { entra } = world.sandbox;
    entra.faults.list = [{ match: "/v1.0/", latencyMs: 100 }];
    const short = startUp(world, { env });
    await until(() => ourApplications(world) > 0, short.running);
    await server.restart();
    const delayed = await short.running;
    assert.equal(delayed.code, 0, delayed.stdout + delayed.stderr);
    await world.assertClean({ env });

    await world.set("microsoft.applicationName", "CID ERP 2");
    const long = startUp(world, { env });
    const renamed = () =>
      Object.values(entra.state.applications).some(({ displayName }) => displayName === "CID ERP 2");
    await until(renamed, long.running);
    await server.down();
    const failed = await long.running;
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /there was a problem deleting the lock/);

    const away = await world.preview({ env });
    assert.equal(away.code, 1);
    assert.match(away.messages, /unable to open state database .*connection refused/);

    await server.up();
    const locked = await world.run(["up", "--yes", "--skip-preview"], { env });
    assert.match(locked.stderr, /currently locked/);
    assert.equal((await world.run(["cancel", "--yes"], { env })).code, 0);
    await world.up({ env });
    await world.assertClean({ env });
    assert.equal(ourApplications(world), 1);
  });
});
