import { isObject } from "./body.ts";
import { ApiError, aborted } from "./errors.ts";
import type { IamBinding } from "./iamState.ts";
import { type GoogleState, own } from "./state.ts";

/** The etag of a policy that nobody has set yet. */
const untouched = "ACAB";

/** The IAM policy of a resource, in the shape that every `getIamPolicy` answers. */
export function policyOf(state: GoogleState, resource: string): object {
  const policy = own(state.iamPolicies, resource);
  if (!policy) return { etag: untouched };
  const { bindings } = policy;
  const version = bindings.some(({ condition }) => condition) ? 3 : 1;
  return { version, etag: etagOf(policy.revision), ...(bindings.length > 0 && { bindings }) };
}

/**
 * Replaces the IAM policy of a resource with the one in a `setIamPolicy` body, and answers the new one. An etag that is
 * sent along must be the present one; without it the last writer wins.
 * @throws ApiError 409 ABORTED when somebody else was faster, 400 for a member or role that cannot be
 */
export function setPolicy(state: GoogleState, resource: string, body: Record<string, unknown>): object {
  const asked = isObject(body.policy) ? body.policy : undefined;
  if (!asked) throw new ApiError(400, "The field [policy] must be provided.");
  const current = own(state.iamPolicies, resource);
  const etag = current ? etagOf(current.revision) : untouched;
  if (asked.etag !== undefined && asked.etag !== etag) {
    throw aborted(
      `There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff. The request's ETag '${String(asked.etag)}' did not match the current policy's ETag '${etag}'.`,
    );
  }
  const bindings = (Array.isArray(asked.bindings) ? asked.bindings : []).map((binding) =>
    bindingFrom(state, binding),
  );
  state.iamPolicies[resource] = {
    revision: (current?.revision ?? 0) + 1,
    bindings: bindings.filter(({ members }) => members.length > 0),
  };
  return policyOf(state, resource);
}

const etagOf = (revision: number): string => Buffer.from(`revision ${revision}`).toString("base64");

function bindingFrom(state: GoogleState, value: unknown): IamBinding {
  const { role, members, condition } = isObject(value) ? value : {};
  if (typeof role !== "string" || !/^(roles|(projects|organizations)\/[^/]+\/roles)\/[\w.]+$/.test(role)) {
    throw new ApiError(400, `Role ${String(role)} is not supported for this resource.`);
  }
  const names = Array.isArray(members) ? members.map(String) : [];
  for (const member of names) assertExists(state, member);
  return {
    role,
    members: [...new Set(names)],
    ...(isObject(condition) && { condition: condition as NonNullable<IamBinding["condition"]> }),
  };
}

/** People and foreign identities are taken at their word; a service account of a project must exist. */
function assertExists(state: GoogleState, member: string): void {
  const [, kind, name = ""] = /^([a-zA-Z]+):(.+)$/.exec(member) ?? [];
  if (!kind && member !== "allUsers" && member !== "allAuthenticatedUsers") {
    throw new ApiError(400, `Invalid argument: an invalid member ${member} was given.`);
  }
  if (
    kind === "serviceAccount" &&
    name.endsWith(".iam.gserviceaccount.com") &&
    !own(state.serviceAccounts, name)
  ) {
    throw new ApiError(400, `Service account ${name} does not exist.`);
  }
}
