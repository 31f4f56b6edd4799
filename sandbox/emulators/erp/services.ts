import { bindPositional, call, missingText } from "./core.ts";
import { accessDenied, ErpError, typeError, unknownDatabase, valueError } from "./errors.ts";
import { authenticate, checkCredentials } from "./login.ts";
import type { ErpState, Flavour } from "./options.ts";
import type { World } from "./schema.ts";
import { idList, isRow, pyStr, type Row, type Value } from "./values.ts";

/** What the server says of itself to anybody. */
export function versionInfo({ flavour, oldDialect }: ErpState): Row {
  if (oldDialect) {
    const [server_version, server_version_info] = ["7.0-20140124-002118", [7, 0, 0, "final", 0]];
    return { server_version, server_version_info, server_serie: "7.0", protocol_version: 1 };
  }
  const major = flavour === "odoo-14" ? 14 : 19;
  return {
    server_version: `${major}.0`,
    server_version_info: [major, 0, 0, "final", 0, ""],
    server_serie: `${major}.0`,
    protocol_version: 1,
  };
}

/** @throws ErpError when the database is not on this server */
function demandDatabase(world: World, database: Value | undefined): void {
  const name = pyStr(database ?? "");
  if (!world.state.databases.includes(name)) throw unknownDatabase(world.state.flavour, name);
}

function common(world: World, method: string, args: readonly Value[]): Value {
  const [database, login, secret] = args;
  switch (method) {
    case "version":
      return versionInfo(world.state);
    case "login":
    case "authenticate": {
      demandDatabase(world, database);
      // The other databases exist, but nobody can log in to them.
      return database === world.state.databases[0] ? authenticate(world.state, login, secret) : false;
    }
    default:
      throw new ErpError("builtins.Exception", `Method not found: ${method}`);
  }
}

function db(world: World, method: string, args: readonly Value[]): Value {
  const { state } = world;
  switch (method) {
    case "list":
      if (!state.databaseList) throw accessDenied();
      return [...state.databases];
    case "db_exist":
      return state.databases.includes(pyStr(args[0] ?? ""));
    case "server_version":
      return pyStr(versionInfo(state)["server_version"] ?? "");
    default:
      throw new ErpError("builtins.Exception", `Method not found: ${method}`);
  }
}

/** Names of the arguments that every call of the object service starts with. */
const leading = ["db", "uid", "passwd", "obj", "method", "args"];

function demandArguments(flavour: Flavour, method: string, args: readonly Value[], least: number): void {
  if (args.length >= least) return;
  if (flavour === "odoo-19")
    throw valueError(`not enough values to unpack (expected at least 5, got ${args.length})`);
  throw typeError(missingText(`${method}()`, leading.slice(args.length, least)));
}

async function object(world: World, method: string, args: readonly Value[]): Promise<Value | undefined> {
  if (method !== "execute" && method !== "execute_kw") {
    throw new ErpError("builtins.NameError", `Method not available ${method}`);
  }
  demandArguments(world.state.flavour, method, args, method === "execute" ? 5 : 6);
  const [database, uid, secret, model, name, ...rest] = args;
  demandDatabase(world, database);
  const user = Number(uid);
  if (database !== world.state.databases[0]) throw accessDenied();
  checkCredentials(world.state, user, secret);
  const positional = method === "execute" ? rest : Array.isArray(rest[0]) ? rest[0] : [];
  const kwargs = method === "execute_kw" && isRow(rest[1]) ? rest[1] : {};
  const bound = bindPositional(world, pyStr(model ?? ""), pyStr(name ?? ""), positional, kwargs);
  return await call(world, {
    uid: user,
    model: pyStr(model ?? ""),
    method: pyStr(name ?? ""),
    ids: idList(bound.ids),
    args: bound.args,
    context: bound.context,
  });
}

/** The three services behind JSON-RPC and XML-RPC. @returns undefined for Python's None @throws ErpError */
export async function dispatch(
  world: World,
  service: string,
  method: string,
  args: readonly Value[],
): Promise<Value | undefined> {
  if (service === "common") return common(world, method, args);
  if (service === "db") return db(world, method, args);
  if (service === "object") return await object(world, method, args);
  throw world.state.flavour === "odoo-14"
    ? new ErpError("builtins.UnboundLocalError", "local variable 'dispatch' referenced before assignment")
    : new ErpError("builtins.KeyError", service, [service], `'${service}'`);
}
