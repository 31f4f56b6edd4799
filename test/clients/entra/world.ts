import { createEntra } from "#sandbox/emulators/entra/entra.ts";

export const TENANT = "3f1c9a52-0d7e-4b6a-9c1e-5a7b2d4e8f60";
export const DEPLOYER = "11111111-2222-4333-8444-555555555555";
export const SECRET = "dep8Q~a-secret-of-the-deployer-0815";

/** A tenant as a customer has it, with a deployer that was given these rights. */
export function tenant(roles: readonly string[] = ["Application.Read.All"]) {
  return createEntra({
    tenantId: TENANT,
    deployer: { clientId: DEPLOYER, secret: SECRET, objectId: "99999999-2222-4333-8444-555555555555", roles },
  });
}
