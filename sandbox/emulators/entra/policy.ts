import { GraphError } from "./errors.ts";
import type { EntraState, Principal, Restriction } from "./state.ts";

/**
 * Checks a new secret against the tenant's app management policies: one that is assigned to the object, or else the
 * tenant's default.
 * @throws GraphError 400 when the policy forbids secrets, or one that lives so long
 */
export function requireAllowedSecret(
  state: EntraState,
  owner: "application" | "servicePrincipal",
  principal: Principal,
  start: Date,
  end: Date,
): void {
  const { id, restrictions } = effectivePolicy(state, owner, principal.id);
  const created = Date.parse(String(principal["createdDateTime"]));
  const inForce = restrictions.filter((restriction) => applies(restriction, created));
  if (inForce.some(({ restrictionType }) => restrictionType === "passwordAddition")) {
    throw new GraphError(
      400,
      "CredentialTypeNotAllowedAsPerAppPolicy",
      `Credential type not allowed as per assigned policy '${id}'.`,
    );
  }
  const tooLong = inForce.some(
    ({ restrictionType, maxLifetime }) =>
      restrictionType === "passwordLifetime" &&
      maxLifetime !== null &&
      end.getTime() > addDuration(start, maxLifetime).getTime(),
  );
  if (tooLong) {
    const message = `Credential lifetime exceeds the max value allowed as per assigned policy '${id}'.`;
    const details = [{ code: "InvalidKeyEndDate", message, target: "EndDate" }];
    throw new GraphError(400, "CredentialInvalidLifetimeAsPerAppPolicy", message, details);
  }
}

function effectivePolicy(
  state: EntraState,
  owner: "application" | "servicePrincipal",
  objectId: string,
): { id: string; restrictions: readonly Restriction[] } {
  const { appManagementPolicies, defaultAppManagementPolicy: tenant } = state.policies;
  const own = Object.values(appManagementPolicies).find(
    (policy) => policy.isEnabled && policy.appliesTo.includes(objectId),
  );
  if (own) return { id: own.id, restrictions: own.restrictions.passwordCredentials };
  if (!tenant.isEnabled) return { id: tenant.id, restrictions: [] };
  const { applicationRestrictions, servicePrincipalRestrictions } = tenant;
  const restrictions = owner === "application" ? applicationRestrictions : servicePrincipalRestrictions;
  return { id: tenant.id, restrictions: restrictions.passwordCredentials };
}

function applies(
  { state, restrictForAppsCreatedAfterDateTime: after }: Restriction,
  created: number,
): boolean {
  if (state === "disabled") return false;
  return !after || Number.isNaN(created) || created >= Date.parse(after);
}

/** Adds an ISO 8601 duration, e.g. "P180D" or "P1Y6M", by the calendar. */
export function addDuration(from: Date, duration: string): Date {
  const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(
    duration,
  );
  if (!match) throw new Error(`maxLifetime "${duration}" is no ISO 8601 duration, e.g. "P180D"`);
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  const end = new Date(from);
  end.setUTCFullYear(
    end.getUTCFullYear() + years,
    end.getUTCMonth() + months,
    end.getUTCDate() + 7 * weeks + days,
  );
  end.setUTCHours(end.getUTCHours() + hours, end.getUTCMinutes() + minutes, end.getUTCSeconds() + seconds);
  return end;
}
