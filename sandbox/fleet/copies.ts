import { readFileSync, writeFileSync } from "node:fs";
import type { ErpState } from "#sandbox/emulators/erp/erp.ts";
import type { Fleet } from "./fleet.ts";
import { addPart, partOf } from "./googlePart.ts";
import { type Original, renamingFor } from "./renaming.ts";
import type { FleetStacks } from "./stacks.ts";
import { stateTemplate } from "./stateTemplate.ts";
import { Template } from "./template.ts";

/**
 * Provisions a fleet: its first tenant with the real engine, and every other one as a copy of that, with identifiers and secrets of its
 * own. Both the emulators' states and the stacks' are as after a `pulumi up` of each; hundreds take seconds.
 */
export async function provisionCopies(stacks: FleetStacks, { tenants }: Fleet): Promise<void> {
  const [first, ...others] = tenants;
  const { content, clientId, clientSecret } = stacks.makeGoogleClient(first);
  await stacks.must(["up", "--yes", "--skip-preview", "--stack", first.name]);
  const original: Original = {
    ...first,
    directory: first.entra.state,
    deployerId: first.identities.ARM_CLIENT_ID,
    googleClientId: clientId,
    secrets: [clientSecret, microsoftSecret(first.erp.state)],
  };
  const renamings = others.map((other) => [other, renamingFor(original, other)] as const);
  const names = [...(renamings[0]?.[1].keys() ?? [])];
  const template = (value: object): Template => new Template(JSON.stringify(value), names);
  const directory = template(first.entra.state);
  const erp = template(first.erp.state);
  const google = template(partOf(first.google.state, first.config.google.project));
  const clientFile = template(content);
  const state = stateTemplate(readFileSync(stacks.stateFile(first.name), "utf8"), names, stacks.provider);

  for (const [copy, renaming] of renamings) {
    const { credentials } = copy.erp.state;
    copy.entra.replaceState(JSON.parse(directory.fill(renaming)));
    copy.erp.replaceState({ ...JSON.parse(erp.fill(renaming)), credentials });
    addPart(copy.google.state, JSON.parse(google.fill(renaming)));
    for (const secret of original.secrets) copy.entra.secrets.add(renaming.get(secret) ?? secret);
    stacks.configure(copy, clientFile.fill(renaming));
    writeFileSync(stacks.stateFile(copy.name), state(renaming));
  }
}

/** As `up` has written it to the company's tab. */
function microsoftSecret({ records, addon }: ErpState): string {
  return String(records["res.company"]?.["1"]?.[addon.names.msSecret]);
}
