import assert from "node:assert/strict";
import { test } from "node:test";
import type { ErpClient } from "#clients/erp/client.ts";
import { openConnection } from "#clients/erp/connection.ts";
import { isErpError } from "#clients/erp/errors.ts";
import { json2Client } from "#clients/erp/json2.ts";
import { jsonRpcClient } from "#clients/erp/jsonrpc.ts";
import { installModule, type ModuleState, moduleState, uninstallModule } from "#clients/erp/module.ts";
import { failureOf } from "#test/erp/failure.ts";
import { type Call, type FakeErp, fakeErp, type Reply } from "./fakeErp.ts";
import { exchange, type RecordingFile } from "./recordings.ts";

const FAST = { pauseMs: 1, settleMs: 60, watchMs: 200, occupiedMs: 200 };

/** A server with one module, whose answers are the recorded ones. */
interface Server {
  file: RecordingFile;
  state: ModuleState;
  erp: FakeErp;
  client: ErpClient;
  /** How often an operation was asked for. */
  count(method: string): number;
}

type Script = (server: Server, call: Call) => Reply | undefined;

function server(file: RecordingFile, state: ModuleState, script: Script = () => undefined): Server {
  const erp = fakeErp((call) => {
    if (call.what === "common.authenticate") return { returns: 2 };
    const own = script(it, call);
    if (own) return own;
    switch (call.method) {
      case "search_read":
        return { returns: it.state === "absent" ? [] : [{ id: 394, name: "auth_oauth2", state: it.state }] };
      case "update_list":
        it.state = "uninstalled";
        return exchange(file, "module: update_list");
      case "button_immediate_install":
        it.state = "installed";
        return exchange(file, "module: button_immediate_install");
      case "button_immediate_uninstall":
        it.state = "uninstalled";
        return exchange(file, "module: button_immediate_install");
      default:
        return undefined;
    }
  });
  const connection = openConnection({
    url: "https://erp.example.com",
    database: "erp",
    login: "admin",
    password: "<key of admin>",
    retry: { retries: 0 },
    fetch: erp.fetch,
  });
  const client = file === "odoo-19/json-2" ? json2Client(connection) : jsonRpcClient(connection);
  const count = (method: string) => erp.calls.filter((call) => call.method === method).length;
  const it: Server = { file, state, erp, client, count };
  return it;
}

const LOST = (): never => {
  throw new TypeError("fetch failed");
};

for (const file of ["odoo-14/jsonrpc", "odoo-19/json-2"] as const) {
  test(`a module that the list does not have yet is looked for and installed (${file})`, async () => {
    const it = server(file, "absent");
    assert.equal(await moduleState(it.client, "auth_oauth2"), "absent");
    assert.deepEqual(await installModule(it.client, "auth_oauth2", FAST), {
      changed: true,
      state: "installed",
    });
    assert.equal(it.count("update_list"), 1);
    const install = it.erp.calls.find(({ method }) => method === "button_immediate_install");
    assert.deepEqual(install?.ids, [394]);
  });

  test(`an installed module is left alone (${file})`, async () => {
    for (const state of ["installed", "to upgrade"] as const) {
      const it = server(file, state);
      assert.deepEqual(await installModule(it.client, "auth_oauth2", FAST), { changed: false, state });
      assert.deepEqual(
        it.erp.calls.filter(({ method }) => method.startsWith("button_")),
        [],
      );
      assert.equal(it.count("update_list"), 0);
    }
  });

  test(`a module that is not on the server is an error that names it (${file})`, async () => {
    const it = server(file, "absent", (_, { method }) =>
      method === "update_list" ? { returns: [0, 0] } : undefined,
    );
    assert.match(
      (await failureOf(installModule(it.client, "auth_oauth2", FAST), "missing-record")).message,
      /"auth_oauth2" is not on the ERP server/,
    );
    assert.equal(it.count("button_immediate_install"), 0);
  });

  test(`an ERP occupied by a scheduled action is waited for (${file})`, async () => {
    const refusal = exchange(file, "module: button_immediate_install while a scheduled action is locked");
    const it = server(file, "uninstalled", (self, { method }) =>
      method === "button_immediate_install" && self.count(method) < 3 ? refusal : undefined,
    );
    assert.deepEqual(await installModule(it.client, "auth_oauth2", FAST), {
      changed: true,
      state: "installed",
    });
    assert.equal(it.count("button_immediate_install"), 3);
  });

  test(`an ERP that stays occupied ends in 'busy', with what the ERP says (${file})`, async () => {
    const refusal = exchange(file, "module: button_immediate_install while a scheduled action is locked");
    const it = server(file, "uninstalled", (_, { method }) =>
      method.startsWith("button_") ? refusal : undefined,
    );
    const error = await failureOf(
      installModule(it.client, "auth_oauth2", { ...FAST, occupiedMs: 40 }),
      "busy",
    );
    assert.equal(error.retryable, true);
    assert.match(error.message, /The ERP says: (Odoo is currently processing|Odoo traite actuellement)/);
  });

  test(`a user without rights is told so, not that the password is wrong (${file})`, async () => {
    for (const [state, name] of [
      ["absent", "module: update_list as a user without rights"],
      ["uninstalled", "module: button_immediate_install as a user without rights"],
    ] as const) {
      const it = server(file, state, (_, { method }) =>
        method === "search_read" ? undefined : exchange(file, name),
      );
      assert.match(
        (await failureOf(installModule(it.client, "auth_oauth2", FAST), "no-rights")).message,
        /base\.group_system/,
      );
      assert.ok(it.count("button_immediate_install") <= 1);
    }
  });
}

test("a refusal for good, which names the module, is not tried again", async () => {
  const message = "You try to install module 'auth_oauth2' that depends on module 'x'";
  const it = server("odoo-14/jsonrpc", "uninstalled", (_, { method }) =>
    method.startsWith("button_") ? { fails: { name: "odoo.exceptions.UserError", message } } : undefined,
  );
  await failureOf(installModule(it.client, "auth_oauth2", FAST), "validation");
  assert.equal(it.count("button_immediate_install"), 1);
});

test("after a lost answer the state is watched and nothing is installed twice", async () => {
  let looks = 0;
  const it = server("odoo-14/jsonrpc", "uninstalled", (self, { method }) => {
    if (method === "button_immediate_install") {
      self.state = "to install";
      return LOST();
    }
    if (self.state !== "to install") return undefined;
    looks += 1;
    // The ERP reloads itself: for a while even looking fails.
    if (looks === 2) return LOST();
    if (looks > 4) self.state = "installed";
    return undefined;
  });
  assert.deepEqual(await installModule(it.client, "auth_oauth2", FAST), {
    changed: true,
    state: "installed",
  });
  assert.equal(it.count("button_immediate_install"), 1);
});

test("a proxy's page in place of the answer counts as a lost answer", async () => {
  for (const status of [500, 502, 504, 520]) {
    const it = server("odoo-19/json-2", "uninstalled", (self, { method }) => {
      if (method !== "button_immediate_install") return undefined;
      self.state = "installed";
      return new Response("<html>sorry</html>", { status });
    });
    assert.deepEqual(await installModule(it.client, "auth_oauth2", FAST), {
      changed: true,
      state: "installed",
    });
    assert.equal(it.count("button_immediate_install"), 1);
  }
});

test("an installation that breaks off is reported with the state it left", async () => {
  const it = server("odoo-14/jsonrpc", "uninstalled", (self, { method }) => {
    if (method !== "button_immediate_install") return undefined;
    self.state = "to install";
    return LOST();
  });
  assert.match(
    (await failureOf(installModule(it.client, "auth_oauth2", FAST), "timeout")).message,
    /still "to install".*broke off/,
  );
  await failureOf(installModule(it.client, "auth_oauth2", FAST), "timeout");
  assert.equal(it.count("button_immediate_install"), 1);
});

test("a request that never arrived is noticed sooner", async () => {
  const it = server("odoo-14/jsonrpc", "uninstalled", (_, { method }) =>
    method.startsWith("button_") ? LOST() : undefined,
  );
  const start = Date.now();
  const install = installModule(it.client, "auth_oauth2", { ...FAST, settleMs: 20, watchMs: 60_000 });
  assert.match((await failureOf(install, "timeout")).message, /still "uninstalled"/);
  assert.ok(Date.now() - start < 5000);
});

test("somebody else's installation in the meantime is enough", async () => {
  const it = server("odoo-14/jsonrpc", "uninstalled", (self, { method }) => {
    if (method !== "button_immediate_install") return undefined;
    self.state = "installed";
    return { fails: { name: "odoo.exceptions.UserError", message: "busy with another module operation" } };
  });
  assert.deepEqual(await installModule(it.client, "auth_oauth2", FAST), {
    changed: true,
    state: "installed",
  });
  assert.equal(it.count("button_immediate_install"), 1);
});

test("states that no installation can start from are errors", async () => {
  for (const state of ["uninstallable", "to remove"] as const) {
    const it = server("odoo-14/jsonrpc", state);
    await assert.rejects(installModule(it.client, "auth_oauth2", FAST), (error) => {
      return isErpError(error, "validation") && error.message.includes(`"${state}"`);
    });
  }
});

test("only an installed module is uninstalled", async () => {
  for (const state of ["absent", "uninstalled", "uninstallable"] as const) {
    const it = server("odoo-14/jsonrpc", state);
    assert.deepEqual(await uninstallModule(it.client, "auth_oauth2", FAST), { changed: false, state });
    assert.equal(it.count("button_immediate_uninstall"), 0);
  }
  const it = server("odoo-19/json-2", "installed");
  assert.deepEqual(await uninstallModule(it.client, "auth_oauth2", FAST), {
    changed: true,
    state: "uninstalled",
  });
  assert.equal(it.count("button_immediate_uninstall"), 1);
});
