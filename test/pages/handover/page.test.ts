import assert from "node:assert/strict";
import { it } from "node:test";
import { byGroup, selectPermissions } from "#config/rules/permissions.ts";
import { type Handover, handoverPage } from "#pages/handover/page.ts";

const ALL = byGroup(() => true);
const HANDOVER: Handover = {
  dns: "acme.cid-erp.app",
  tenantId: "tenant-id",
  applicationName: "CID ERP",
  clientId: "client-id",
  permissions: selectPermissions(ALL),
};

it("The page for the customer's administrators carries the link where they are to consent, and says that nothing is to be done where not", () => {
  const consentLink = "https://login.microsoftonline.com/tenant-id/adminconsent?client_id=client-id";
  assert.ok(handoverPage({ ...HANDOVER, consentLink }).includes(`\n${consentLink}\n`));
  assert.match(handoverPage(HANDOVER), /Nothing is to be done/);
});

it("The page for the customer's administrators lists every permission with what it is for, and the one that needs no user in bold", () => {
  const page = handoverPage(HANDOVER);
  for (const { name } of HANDOVER.permissions) assert.ok(page.includes(`| ${name} |`), name);
  assert.match(page, /\| Mail\.Send \| \*\*application: without a user, as any mailbox\*\* \| send mail/);
  const limited = handoverPage({ ...HANDOVER, permissions: selectPermissions(ALL, "exchange-rbac") });
  assert.doesNotMatch(limited, /as any mailbox/);
});

it("The page for the customer's administrators has the lines for Exchange where the right to send is limited there", () => {
  const page = handoverPage({
    ...HANDOVER,
    exchange: ["Connect-ExchangeOnline", "New-ServicePrincipal -AppId client-id"],
  });
  assert.match(page, /```powershell\nConnect-ExchangeOnline\nNew-ServicePrincipal -AppId client-id\n```/);
  assert.doesNotMatch(handoverPage(HANDOVER), /powershell/);
});
