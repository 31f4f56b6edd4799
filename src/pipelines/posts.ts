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
 * Keeps one issue open as long as something needs attention.
 *
 * @param title what needs attention; undefined when nothing does
 */
export async function keepIssue(
  forge: Forge,
  title: string | undefined,
  text: string,
): Promise<"opened" | "changed" | "closed" | "not needed"> {
  const body = `${ISSUE}\n${text}`;
  const [ours] = (await forge.issues()).filter((one) => one.body.startsWith(ISSUE));
  if (!ours && title === undefined) return "not needed";
  if (!ours) await forge.openIssue(title as string, body);
  else if (title === undefined) await forge.closeIssue(ours.id, "All tenants are as they should be", body);
  else await forge.changeIssue(ours.id, title, body);
  return !ours ? "opened" : title === undefined ? "closed" : "changed";
}

/** What an issue about a run is called; undefined where nobody has to look at anything. */
export function attentionTitle({ results }: Pick<FleetRun, "results">): string | undefined {
  const open = results.filter(({ outcome }) => outcome !== "ok").toSorted(byGravity);
  if (open.length === 0) return undefined;
  const counts = Object.entries(Object.groupBy(open, ({ outcome }) => outcome));
  const words = counts.map(([outcome, { length }]) => `${length} ${outcome}`);
  return `${open.length} of ${results.length} tenants need attention: ${words.join(", ")}`;
}
