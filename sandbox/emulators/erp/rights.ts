import { accessError } from "./errors.ts";
import { groupTitle } from "./groups.ts";
import { type Operation, refusalText, say } from "./labels.ts";
import type { ErpState } from "./options.ts";
import { type Call, type Field, type Group, isInstalled, type Model, table } from "./schema.ts";

/** The groups of a user, implied ones too. Settings users have them all. */
export function groupsOf(state: ErpState, uid: number): ReadonlySet<Group> {
  const own = table(state, "res.users")[String(uid)]?.["groups"];
  const names = Array.isArray(own) ? own : [];
  if (names.includes("settings")) return new Set(["employee", "rights", "contacts", "settings"]);
  if (names.includes("rights")) return new Set(["employee", "rights"]);
  return new Set(["employee"]);
}

export function may(call: Call, operation: Operation, model: Model = call.model): boolean {
  return groupsOf(call.world.state, call.uid).has(model.access[operation]);
}

/** @throws ErpError AccessError, in the words of the server */
export function demand(call: Call, operation: Operation, model: Model = call.model): void {
  if (!may(call, operation, model))
    throw refusal(
      call,
      operation,
      model.name,
      say(model.description, call.language),
      model.access[operation],
    );
}

/** The error of a user who lacks a group. */
export function refusal(call: Call, operation: Operation, model: string, description: string, group: Group) {
  const title = groupTitle(group, call.language);
  return accessError(refusalText({ model, description, operation, group: title }, call.messageLanguage));
}

/** The fields of a model that exist at the moment and that the user knows of. */
export function visibleFields(call: Call, model: Model = call.model): readonly Field[] {
  const { state } = call.world;
  const groups = groupsOf(state, call.uid);
  return model.fields.filter(
    (field) =>
      (!field.module || isInstalled(state, field.module)) &&
      !state.hidden.includes(`${model.name}.${field.name}`) &&
      (!field.group || groups.has(field.group)),
  );
}
