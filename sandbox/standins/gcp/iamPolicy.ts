import type { Value, Values } from "#provider/plugin.ts";
import { unlessGone } from "../bridge/errors.ts";
import type { Definition } from "../bridge/resource.ts";
import { text } from "../bridge/schema.ts";
import type { Json } from "../bridge/values.ts";
import { connected, type Session } from "./cloud.ts";
import { type Binding, bindingsOf, conditionKey, type Guarded } from "./iamMember.ts";

/** The whole IAM policy of a resource: whoever is not in it goes out. */
export const iamPolicy = (session: Session, guarded: Guarded): Definition => {
  const set = async (planned: Values): Promise<string> => {
    const cloud = connected(session);
    const name = guarded.resource(guarded.named(cloud, planned));
    await guarded.write(cloud, name, { ...parsed(planned["policyData"]), version: 3 });
    return name;
  };
  return {
    fields: {
      ...guarded.fields,
      etag: text("computed"),
      policyData: text("required", { same: (live, wanted) => meaning(live) === meaning(wanted) }),
    },

    async create(planned, made) {
      made(await set(planned));
      return undefined;
    },

    async read(_id, state) {
      const cloud = connected(session);
      const named = guarded.named(cloud, state);
      const policy = await unlessGone(guarded.read(cloud, guarded.resource(named)));
      if (!policy) return undefined;
      const bindings = bindingsOf(policy).map(({ condition, members, role }) => ({
        ...(condition ? { condition } : {}),
        members,
        role,
      }));
      const policyData = JSON.stringify(bindings.length > 0 ? { bindings } : {});
      return { ...state, ...named, etag: String(policy["etag"] ?? ""), policyData };
    },

    async update(_id, planned) {
      await set(planned);
    },

    async delete(_id, state) {
      const cloud = connected(session);
      const name = guarded.resource(guarded.named(cloud, state));
      const { etag } = state;
      await unlessGone(guarded.write(cloud, name, { ...(etag ? { etag } : {}), version: 3 }));
    },

    import(id) {
      const named = guarded.parse(id.trim());
      return { id: guarded.resource(named), state: named };
    },
  };
};

const parsed = (policyData: Value | undefined): Json => JSON.parse(String(policyData ?? "{}")) as Json;

/** What a policy says, whatever its order and the case of its addresses. */
function meaning(policyData: Value): string {
  const texts = bindingsOf(parsed(policyData)).flatMap(({ role, condition, members }: Binding) =>
    members.map((member) =>
      [role, conditionKey(condition), member.startsWith("principal") ? member : member.toLowerCase()].join(
        " ",
      ),
    ),
  );
  return JSON.stringify([...new Set(texts)].toSorted());
}
