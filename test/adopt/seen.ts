import type { Seen } from "#adopt/look.ts";
import type { Caller } from "#clients/graph/deployerRights.ts";
import {
  APPLICATION,
  application,
  CLIENT,
  DEPLOYER,
  observed,
  PRINCIPAL,
  SCOPES,
  servicePrincipal,
} from "#test/verify/microsoft/fixture.ts";
import type { GraphApplication } from "#verify/microsoft/observed.ts";

export const ADMIN = "bbbbbbbb-0000-4000-8000-000000000001";

/** A registration made by hand exactly as the procedure says, which the deployer owns too. */
export function seen(more: Partial<GraphApplication> = {}, parts: Partial<Seen> = {}): Seen {
  const made = application({ tags: [], api: {}, ...more });
  const owners = [{ id: ADMIN }, { id: DEPLOYER }];
  return {
    registration: {
      applicationId: APPLICATION,
      clientId: CLIENT,
      createdDateTime: "2023-05-02T08:00:00Z",
      tags: [],
      permissionOrder: [],
      keptOwners: [],
      servicePrincipalId: PRINCIPAL,
      grant: { id: "grant", scopes: SCOPES },
      assignmentIds: {},
    },
    observed: observed({ application: { value: made }, owners: { value: owners } }),
    application: made,
    owners,
    servicePrincipal: servicePrincipal(),
    servicePrincipalOwners: owners,
    apis: [],
    ...parts,
  };
}

export const caller = (more: Partial<Caller> = {}): Caller => ({
  kind: "application",
  appId: CLIENT,
  objectId: DEPLOYER,
  tenantId: CLIENT,
  name: "ERP deployer",
  permissions: ["Application.ReadWrite.OwnedBy"],
  directoryRoles: [],
  ...more,
});
