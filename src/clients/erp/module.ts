import { setTimeout as sleep } from "node:timers/promises";
import type { ErpClient } from "./client.ts";
import { ErpError, isErpError } from "./errors.ts";
import { searchRead } from "./records.ts";

const MODULES = "ir.module.module";

export type ModuleState =
  | "uninstallable"
  | "uninstalled"
  | "installed"
  | "to upgrade"
  | "to remove"
  | "to install"
  /** The ERP's list does not have it. */
  | "absent";

export interface ModuleOptions {
  /** How long the ERP may refuse because it is occupied, in milliseconds. @default 60000 */
  occupiedMs?: number;
  /** How long to watch the state when the answer got lost, in milliseconds. @default 180000 */
  watchMs?: number;
  /** How long to watch a state that shows no trace of the lost request. @default 20000 */
  settleMs?: number;
  /** First pause between two looks or attempts; it doubles up to 16 times. @default 1000 */
  pauseMs?: number;
  /** Time limit of the request itself: an installation is one long request. @default 150000 */
  timeoutMs?: number;
}

export interface ModuleResult {
  /** Whether anything was done. */
  changed: boolean;
  state: ModuleState;
}

/** One of the two operations, as data. */
interface Operation {
  method: "button_immediate_install" | "button_immediate_uninstall";
  verb: "install" | "uninstall";
  goal: ModuleState;
  /** State while the ERP is at it; a broken operation may leave the module in it. */
  underway: ModuleState;
}

const INSTALL: Operation = {
  method: "button_immediate_install",
  verb: "install",
  goal: "installed",
  underway: "to install",
};
const UNINSTALL: Operation = {
  method: "button_immediate_uninstall",
  verb: "uninstall",
  goal: "uninstalled",
  underway: "to remove",
};

/** Whether a module is there and works: so does one that waits for its upgrade. */
export const isInstalled = (state: ModuleState): boolean => state === "installed" || state === "to upgrade";

/** The state of a module in the ERP. @throws ErpError "no-rights" where only administrators may ask */
export async function moduleState(client: ErpClient, name: string): Promise<ModuleState> {
  return (await find(client, name))?.state ?? "absent";
}

/**
 * Installs a module unless it is installed. An answer that got lost is never followed by a second installation: only
 * the state is watched.
 * @throws ErpError
 */
export async function installModule(
  client: ErpClient,
  name: string,
  options: ModuleOptions = {},
): Promise<ModuleResult> {
  let found = await find(client, name);
  if (!found) {
    await client.call(MODULES, "update_list");
    found = await find(client, name);
  }
  if (!found) {
    throw problem(
      "missing-record",
      `The module "${name}" is not on the ERP server at ${client.url}. Ask who runs the ERP to provide it.`,
    );
  }
  const { id, state } = found;
  if (isInstalled(state)) return { changed: false, state };
  if (state === "uninstallable" || state === "to remove") {
    throw problem(
      "validation",
      `The module "${name}" cannot be installed: its state in the ERP is "${state}". Ask who runs the ERP.`,
    );
  }
  if (state === "to install") return { changed: true, state: await watch(client, name, INSTALL, options) };
  return { changed: true, state: await run(client, name, id, INSTALL, options) };
}

/** Uninstalls a module if it is installed. Its fields and their values are gone afterwards. @throws ErpError */
export async function uninstallModule(
  client: ErpClient,
  name: string,
  options: ModuleOptions = {},
): Promise<ModuleResult> {
  const found = await find(client, name);
  if (!found) return { changed: false, state: "absent" };
  if (found.state === "to remove")
    return { changed: true, state: await watch(client, name, UNINSTALL, options) };
  if (!isInstalled(found.state)) return { changed: false, state: found.state };
  return { changed: true, state: await run(client, name, found.id, UNINSTALL, options) };
}

async function run(
  client: ErpClient,
  name: string,
  id: number,
  operation: Operation,
  options: ModuleOptions,
): Promise<ModuleState> {
  const { occupiedMs = 60_000, timeoutMs = 150_000 } = options;
  const pause = pauses(options);
  const deadline = Date.now() + occupiedMs;
  for (;;) {
    try {
      await client.call(MODULES, operation.method, { ids: [id], retry: false, timeoutMs });
      return await watch(client, name, operation, options);
    } catch (error) {
      if (isLost(error)) return await watch(client, name, operation, options);
      if (!isOccupied(error, name)) throw error;
      if (Date.now() >= deadline) throw occupied(error, name, operation, occupiedMs);
    }
    await pause();
    // Whoever kept the ERP occupied may have done this very operation.
    if ((await find(client, name))?.state === operation.goal) return operation.goal;
  }
}

/** Looks at the state until the goal is reached. While the ERP reloads itself, looking may fail too. */
async function watch(
  client: ErpClient,
  name: string,
  operation: Operation,
  options: ModuleOptions,
): Promise<ModuleState> {
  const { watchMs = 180_000, settleMs = 20_000 } = options;
  const pause = pauses(options);
  const start = Date.now();
  let state: ModuleState | undefined;
  for (;;) {
    try {
      state = (await find(client, name))?.state ?? "absent";
      if (state === operation.goal) return state;
    } catch (error) {
      if (!isLost(error) && !isErpError(error, "busy")) throw error;
    }
    const spent = Date.now() - start;
    // The ERP marks a module before it starts on it: without the mark the request never arrived, or was rolled back.
    const idle = state !== undefined && state !== operation.underway;
    if (spent >= (idle ? Math.min(settleMs, watchMs) : watchMs)) throw stuck(name, operation, state, spent);
    await pause();
  }
}

async function find(
  client: ErpClient,
  name: string,
): Promise<{ id: number; state: ModuleState } | undefined> {
  const [row] = await searchRead(client, MODULES, [["name", "=", name]], ["name", "state"]);
  return row && { id: row.id, state: String(row["state"]) as ModuleState };
}

/** Nobody knows what became of the request. A proxy's page (500, 520 …) in place of an answer tells nothing either. */
function isLost(error: unknown): boolean {
  return isErpError(error, "timeout", "unreachable", "lost", "html");
}

/**
 * A running scheduled action or another module operation: an ordinary, translated refusal. Refusals for good (a missing
 * dependency) name the module, these do not.
 */
function isOccupied(error: unknown, name: string): error is ErpError {
  if (isErpError(error, "busy")) return true;
  return isErpError(error, "validation") && !error.serverMessage?.includes(name);
}

function occupied(error: ErpError, name: string, { verb }: Operation, ms: number): ErpError {
  const said = error.serverMessage ? ` The ERP says: ${error.serverMessage}` : "";
  return problem(
    "busy",
    `The ERP did not let us ${verb} the module "${name}" within ${ms / 1000} s: a scheduled action or another module ` +
      `operation is running. Try again later.${said}`,
    error.originalName,
  );
}

function stuck(name: string, operation: Operation, state: ModuleState | undefined, ms: number): ErpError {
  const { verb, underway } = operation;
  const seen = state === undefined ? "the ERP cannot be reached" : `its state is still "${state}"`;
  const fix =
    state === underway
      ? `An operation that broke off leaves that state: ask who runs the ERP to reset it or to restart the ERP.`
      : "Look into the ERP's log, then run again: what is done is not done twice.";
  return problem(
    "timeout",
    `The module "${name}" did not ${verb} within ${Math.ceil(ms / 1000)} s: ${seen}. ${fix}`,
  );
}

function problem(kind: ErpError["kind"], message: string, originalName?: string): ErpError {
  return new ErpError({ kind, message, model: MODULES, originalName });
}

function pauses({ pauseMs = 1000 }: ModuleOptions): () => Promise<void> {
  let next = pauseMs;
  return async () => {
    await sleep(next);
    next = Math.min(next * 2, pauseMs * 16);
  };
}
