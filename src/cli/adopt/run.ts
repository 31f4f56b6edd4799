import { findCandidates } from "#adopt/candidates.ts";
import { choose } from "#adopt/choose.ts";
import { hasExtras } from "#adopt/extras.ts";
import { look } from "#adopt/look.ts";
import { planAdoption } from "#adopt/plan.ts";
import { ALL_KEYS, EXTRA_KEYS, settings } from "#adopt/settings.ts";
import { runIdentities, type UsedIdentity } from "#clients/entra/runIdentities.ts";
import { connectDeployer } from "#clients/graph/client.ts";
import { callerOf } from "#clients/graph/deployerRights.ts";
import type { Keep } from "#config/keepSchema.ts";
import { findProject } from "#config/project.ts";
import { readInventory } from "#stack/inventory/inventory.ts";
import { writtenSettings } from "#stack/inventory/writtenSettings.ts";
import { mustPulumi } from "#stack/pulumi.ts";
import { readStack } from "#stack/stack.ts";
import { expectedMicrosoft } from "#verify/expected.ts";
import { keptNames } from "#verify/microsoft/judge/names.ts";
import type { CommandAnswer } from "../answer.ts";
import { type Adoption, adoptionAnswer } from "./report.ts";

export interface AdoptOptions {
  application?: string;
  dropExtras?: true;
  dryRun?: true;
}

export const adoptRegistration = async (name: string, options: AdoptOptions): Promise<CommandAnswer> =>
  adoptionAnswer(name, await adoption(name, options));

async function adoption(name: string, options: AdoptOptions): Promise<Adoption> {
  const stack = await readStack(name);
  const { microsoft } = stack.config;
  const expected = expectedMicrosoft(name, stack, { warnDays: 0, now: new Date() });
  if (!microsoft || !expected) return { result: "nothing", why: "It has no Microsoft part." };
  const head = { directory: expected.tenantId };
  const { graph, accessToken } = await connectDeployer(expected.tenantId);
  const candidates = await findCandidates(graph, {
    tag: expected.tag,
    displayName: expected.applicationName,
    recorded: expected.application?.objectId,
    stored: microsoft.adopt?.application,
    asked: options.application,
  });
  const used = [...runIdentities(accessToken), ...adoptedByOthers(name)];
  const choice = choose(candidates, expected.tag, used);
  switch (choice.kind) {
    case "refused":
      return { ...head, result: "refused", why: choice.why };
    case "several":
      return { ...head, result: "several", candidates: choice.applications };
    case "none":
      return { ...head, result: "none", why: expected.applicationName };
    case "ours":
      return { ...head, ...(await settled(name, microsoft.keep, options)), application: choice.application };
    case "adopt":
      break;
  }
  const seen = await look(graph, expected, choice.application.id);
  const plan = planAdoption(expected, seen, callerOf(accessToken), options.dropExtras === true);
  const { registration, owners, apis } = seen;
  const whole: Omit<Adoption, "result"> = {
    ...head,
    application: choice.application,
    registration,
    plan,
    details: {
      owners,
      permissions: keptNames(plan.keep, apis),
      secrets: seen.application.passwordCredentials ?? [],
    },
  };
  if (plan.obstacles.length > 0) return { ...whole, result: "refused" };
  if (options.dryRun) return { ...whole, result: "would-write" };
  await write(name, [...ALL_KEYS], settings(choice.application.id, plan.keep));
  return { ...whole, result: "written" };
}

/** What other stacks are about to take over, and carries no tag of theirs before their next update. */
function adoptedByOthers(name: string): UsedIdentity[] {
  const project = findProject();
  return readInventory(project)
    .filter((tenant) => tenant.name !== name.split("/").at(-1))
    .flatMap((tenant) => {
      const { microsoft } = writtenSettings(tenant.text, project.name) ?? {};
      const id = (microsoft as { adopt?: { application?: unknown } } | undefined)?.adopt?.application;
      return typeof id === "string"
        ? [{ id: id.toLowerCase(), who: `that of stack "${tenant.name}" (its microsoft.adopt.application)` }]
        : [];
    });
}

/** A registration that is this stack's already needs nothing; what it keeps can still be let go. */
async function settled(
  name: string,
  keep: Keep,
  { dropExtras, dryRun }: AdoptOptions,
): Promise<Pick<Adoption, "result" | "dropped">> {
  if (!dropExtras || !hasExtras(keep)) return { result: "nothing" };
  if (!dryRun) await write(name, EXTRA_KEYS, []);
  return { result: dryRun ? "would-drop" : "dropped", dropped: keep };
}

/** Takes keys out before others are written: what is half done must be safe to be run. */
async function write(stack: string, remove: readonly string[], set: readonly string[]): Promise<void> {
  await mustPulumi(["config", "rm-all", "--path", ...remove, "--stack", stack]);
  if (set.length === 0) return;
  const values = set.flatMap((value) => ["--plaintext", value]);
  await mustPulumi(["config", "set-all", "--path", ...values, "--stack", stack]);
}
