import { setTimeout as sleep } from "node:timers/promises";
import type { Value, Values } from "#provider/plugin.ts";
import { unlessGone } from "../bridge/errors.ts";
import type { Definition } from "../bridge/resource.ts";
import { block, type Fields, text } from "../bridge/schema.ts";
import { isObject, type Json, record } from "../bridge/values.ts";
import { type Cloud, connected, isConflict, type Session } from "./cloud.ts";

const forceNew = true;

/** A resource whose IAM policy is read and written, as far as the kinds of resource differ. */
export interface Guarded {
  /** The properties that name it. */
  fields: Fields;
  /** The same properties in the spelling that the state keeps. */
  named(cloud: Cloud, values: Values): Values;
  /** Its name in ids, and of `named` properties. */
  resource(named: Values): string;
  /** The properties that an import id's first part stands for. */
  parse(name: string): Values;
  /** What upstream's messages call it. */
  title(name: string): string;
  read(cloud: Cloud, name: string): Promise<Json>;
  write(cloud: Cloud, name: string, policy: Json): Promise<Json>;
}

export interface Binding {
  role: string;
  members: string[];
  condition?: Json;
}

const fields: Fields = {
  condition: block(
    "optional",
    {
      description: text("optional", { forceNew }),
      expression: text("required", { forceNew }),
      title: text("required", { forceNew }),
    },
    { forceNew },
  ),
  etag: text("computed"),
  member: text("required", {
    forceNew,
    same: (live, wanted) => isSame(String(live), String(wanted)),
    check: (value, name) => memberProblem(String(value), name),
  }),
  role: text("required", { forceNew }),
};

/** One member of one role in the IAM policy of a resource; everybody else in there stays untouched. */
export const iamMember = (session: Session, guarded: Guarded): Definition => ({
  fields: { ...fields, ...guarded.fields },

  async create(planned, made) {
    const cloud = connected(session);
    const name = guarded.resource(guarded.named(cloud, planned));
    const ours = bindingOf(planned);
    await change(guarded, cloud, name, (bindings) => {
      const same = bindings.find((binding) => isFor(binding, ours));
      if (!same) return [...bindings, ours];
      return bindings.map((binding) =>
        binding === same
          ? { ...binding, members: [...new Set([...binding.members, ...ours.members])] }
          : binding,
      );
    });
    made(idOf(name, ours));
    return undefined;
  },

  async read(_id, state) {
    const cloud = connected(session);
    const named = guarded.named(cloud, state);
    const ours = bindingOf(state);
    const policy = await unlessGone(guarded.read(cloud, guarded.resource(named)));
    const members = policy && bindingsOf(policy).find((binding) => isFor(binding, ours))?.members;
    const member = members?.find((live) => ours.members.some((wanted) => isSame(live, wanted)));
    if (!policy || member === undefined) return undefined;
    return { ...state, ...named, etag: String(policy["etag"] ?? ""), member };
  },

  async delete(_id, state) {
    const cloud = connected(session);
    const ours = bindingOf(state);
    const without = (bindings: Binding[]): Binding[] =>
      bindings
        .map((binding) =>
          isFor(binding, ours)
            ? { ...binding, members: binding.members.filter((member) => !ours.members.includes(member)) }
            : binding,
        )
        .filter(({ members }) => members.length > 0);
    await unlessGone(change(guarded, cloud, guarded.resource(guarded.named(cloud, state)), without));
  },

  import(id) {
    const [name, role, member, ...condition] = id.trim().split(/\s+/);
    if (!name || !role || !member)
      throw new Error(
        `Wrong number of parts to Member id [${id}]; expected 'resource_name role member [condition_title]'.`,
      );
    if (condition.length > 0)
      throw new Error("a member with a condition cannot be imported by this stand-in");
    const named = guarded.parse(name);
    return { id: `${guarded.resource(named)}/${role}/${member}`, state: { ...named, role, member } };
  },
});

const LONGEST_BACKOFF_MS = 2_000;

/**
 * Reads, modifies and writes the policy, and starts over when somebody else was faster. Upstream then reads it three
 * times more, a second apart, to see the change spread; that is left out.
 */
async function change(
  guarded: Guarded,
  cloud: Cloud,
  name: string,
  modify: (bindings: Binding[]) => Binding[],
): Promise<void> {
  for (let backoff = 20; ; backoff *= 2) {
    const policy = await guarded.read(cloud, name);
    try {
      await guarded.write(cloud, name, { ...policy, version: 3, bindings: modify(bindingsOf(policy)) });
      return;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!isConflict(error))
        throw new Error(`Error applying IAM policy for ${guarded.title(name)}: ${reason}`, { cause: error });
      if (backoff > LONGEST_BACKOFF_MS)
        throw new Error(
          `Error applying IAM policy to ${guarded.title(name)}: Too many conflicts.  Latest error: ${reason}`,
          { cause: error },
        );
      await sleep(backoff * (0.5 + Math.random()));
    }
  }
}

export function bindingsOf(policy: Json): Binding[] {
  const bindings = Array.isArray(policy["bindings"]) ? policy["bindings"].map(record) : [];
  return bindings.map((binding) => ({
    role: String(binding["role"]),
    members: Array.isArray(binding["members"]) ? binding["members"].map(String) : [],
    ...(binding["condition"] ? { condition: record(binding["condition"]) } : {}),
  }));
}

function bindingOf(values: Values): Binding {
  const { role, member, condition } = values;
  return {
    role: String(role),
    members: [String(member)],
    ...(isObject(condition) ? { condition: conditionBody(condition) } : {}),
  };
}

const conditionBody = (condition: Values): Json => ({
  title: condition["title"],
  expression: condition["expression"],
  ...(condition["description"] ? { description: condition["description"] } : {}),
});

/** A role with a condition is another binding than the same role without, or with another one. */
const isFor = (binding: Binding, ours: Binding): boolean =>
  binding.role === ours.role && conditionKey(binding.condition) === conditionKey(ours.condition);

export const conditionKey = (condition: Json | undefined): string =>
  condition ? [condition["title"], condition["description"] ?? "", condition["expression"]].join("/") : "";

const idOf = (name: string, { role, members, condition }: Binding): string =>
  [name, role, ...members, ...(condition ? [conditionKey(condition)] : [])].join("/");

/** Identities of a federation keep their spelling; addresses do not care about case. */
const isSame = (a: string, b: string): boolean =>
  a === b || (!a.startsWith("principal") && a.toLowerCase() === b.toLowerCase());

function memberProblem(member: string, name: string): string | undefined {
  if (member.startsWith("deleted"))
    return `invalid value for ${name} (Terraform does not support IAM members for deleted principals)`;
  return /.+:.+|^all(Authenticated)?Users$/.test(member)
    ? undefined
    : `invalid value "${member}" for ${name} (IAM members must have one of the values outlined here: https://cloud.google.com/billing/docs/reference/rest/v1/Policy#Binding)`;
}

/** The last part of a path, which is how upstream takes a long name for a short one. */
export const shortName = (value: Value | undefined): string =>
  String(value ?? "")
    .split("/")
    .at(-1) ?? "";
