import { ErpError, missingMethod, missingModel, privateMethod, userError } from "./errors.ts";
import type { Language } from "./labels.ts";
import { type Call, type Method, table, type World } from "./schema.ts";
import { isRow, type Row, truthy, type Value } from "./values.ts";

/** A method to be called, found and bound to its arguments by one of the protocols. */
export interface Invocation {
  uid: number;
  model: string;
  method: string;
  ids: readonly number[];
  args: Row;
  context: Row;
}

/** @throws ErpError when there is no such model or method, or when it is not meant for RPC */
export function findMethod(world: World, modelName: string, name: string): Method {
  const model = world.models.get(modelName);
  if (!model) throw missingModel(modelName);
  const { flavour } = world.state;
  if (name.startsWith("_")) throw privateMethod(flavour, modelName, name);
  const method = model.methods.get(name);
  if (!method || method.exists?.(world.state) === false) throw missingMethod(flavour, modelName, name);
  return method;
}

/** @throws ErpError 19 refuses a language that isn't installed, whatever the call; 14 takes it for English */
function languages(world: World, uid: number, context: Row): Pick<Call, "language" | "messageLanguage"> {
  const { flavour } = world.state;
  const asked = context["lang"];
  const rows = Object.values(table(world.state, "res.lang"));
  const installed = (code: Value | undefined) =>
    rows.some((row) => row["code"] === code && truthy(row["active"]));
  if (flavour === "odoo-19" && truthy(asked) && asked !== "en_US" && !installed(asked)) {
    throw userError(`Invalid language code: ${String(asked)}`);
  }
  const of = (code: Value | undefined): Language => ({
    flavour,
    french: typeof code === "string" && code.startsWith("fr") && installed(code),
  });
  const own = flavour === "odoo-19" ? table(world.state, "res.users")[String(uid)]?.["lang"] : undefined;
  return { language: of(asked), messageLanguage: of(truthy(asked) ? asked : own) };
}

/** Calls a method as a user. @returns undefined for Python's None @throws ErpError as the server's code would */
export async function call(world: World, invocation: Invocation): Promise<Value | undefined> {
  const method = findMethod(world, invocation.model, invocation.method);
  const model = world.models.get(invocation.model);
  if (!model) throw missingModel(invocation.model);
  const { uid, ids, args, context } = invocation;
  return await method.run({
    world,
    model,
    flavour: world.state.flavour,
    uid,
    context,
    ...languages(world, uid, context),
    ids,
    args,
  });
}

/** How Python names a function in a TypeError. */
function functionName(world: World, owner: string, method: string): string {
  return world.state.flavour === "odoo-14" ? `${method}()` : `${owner}.${method}()`;
}

/** Binds positional and named arguments as Python does for JSON-RPC and XML-RPC. @throws ErpError TypeError */
export function bindPositional(
  world: World,
  model: string,
  name: string,
  args: readonly Value[],
  kwargs: Row,
) {
  const method = findMethod(world, model, name);
  const rest = [...args];
  if (method.ofRecords && rest.length === 0)
    throw new ErpError("builtins.IndexError", "list index out of range");
  const ids = method.ofRecords ? rest.shift() : undefined;
  const { context, ...named } = kwargs;
  const label = functionName(world, method.owner, name);
  const params = method.params.map((param) => param.replace("?", ""));
  if (rest.length > params.length) {
    const given = rest.length + 1;
    throw new ErpError(
      "builtins.TypeError",
      `${label} takes ${params.length + 1} positional arguments but ${given} were given`,
    );
  }
  const bound: Row = Object.fromEntries(rest.map((value, index) => [params[index] ?? "", value]));
  for (const [key, value] of Object.entries(named)) {
    if (!params.includes(key)) {
      throw new ErpError("builtins.TypeError", `${label} got an unexpected keyword argument '${key}'`);
    }
    bound[key] = value;
  }
  const missing = method.params.filter((param) => !param.endsWith("?") && !(param in bound));
  if (missing.length > 0) throw new ErpError("builtins.TypeError", missingText(label, missing));
  return { ids, args: bound, context: isRow(context) ? context : {} };
}

/** Python's sentence about arguments that were not given. */
export function missingText(label: string, names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  const last = quoted.pop() ?? "";
  const list = quoted.length === 0 ? last : `${quoted.join(", ")}${quoted.length > 1 ? "," : ""} and ${last}`;
  const plural = names.length === 1 ? "" : "s";
  return `${label} missing ${names.length} required positional argument${plural}: ${list}`;
}
