import type { Forge } from "#clients/forge/forge.ts";
import { byGravity, type FleetRun } from "#fleet/results/result.ts";

/** First line of what is ours, by which a later pipeline finds it again; nobody sees it. */
const COMMENT = "<!-- modern-auth: preview -->";
const ISSUE = "<!-- modern-auth: attention -->";

/** Says something on the merge request: once, and from then on in the same place. */
export async function commentOnce(forge: Forge, text: string): Promise<"written" | "changed"> {
  const body = `${COMMENT}\n${text}`;
  const [ours] = (await forge.comments()).filter((one) => one.body.startsWith(COMMENT));
  if (!ours) {
    await forge.addComment(body);
    return "written";
  }
  await forge.changeComment(ours.id, body);
  return "changed";
}

/**
 * Keeps one issue open as long as something needs attention. What was accepted not to be looked at opens none, and closes none.
 *
 * @returns what became of it
 */
export async function keepIssue(
  forge: Forge,
  { title, need }: Attention,
  text: string,
): Promise<"opened" | "changed" | "closed" | "not needed"> {
  const body = `${ISSUE}\n${text}`;
  const [ours] = (await forge.issues()).filter((one) => one.body.startsWith(ISSUE));
  if (!ours) {
    if (need !== "some") return "not needed";
    await forge.openIssue(title, body);
    return "opened";
  }
  if (need === "none") {
    await forge.closeIssue(ours.id, title, body);
    return "closed";
  }
  await forge.changeIssue(ours.id, title, body);
  return "changed";
}

/** What a run means for whoever reads the issue. */
export interface Attention {
  /** What the issue is called. */
  title: string;
  /** `unseen`: nobody is needed, but not everything was looked at. */
  need: "some" | "unseen" | "none";
}

/** Only what was looked at, and is as it should be, needs nobody. */
export function attentionOf({ results }: Pick<FleetRun, "results">): Attention {
  if (results.length === 0) return { title: "No tenant was looked at", need: "some" };
  const open = results.filter(({ outcome }) => outcome !== "ok").toSorted(byGravity);
  const counts = Object.entries(Object.groupBy(open, ({ outcome }) => outcome));
  const words = counts.map(([outcome, { length }]) => `${length} ${outcome}`);
  if (open.length > 0)
    return {
      title: `${open.length} of ${results.length} tenants need attention: ${words.join(", ")}`,
      need: "some",
    };
  const unseen = results.filter(({ findings = [] }) =>
    findings.some(({ verdict }) => verdict === "inconclusive"),
  ).length;
  return unseen > 0
    ? {
        title: `${unseen} of ${results.length} tenants were not looked at in full, which is accepted`,
        need: "unseen",
      }
    : { title: "All tenants are as they should be", need: "none" };
}
