import { WARN_DAYS } from "#config/rules/defaults.ts";
import type { PipelinePlan } from "./rendered.ts";

/**
 * The commands of the pipelines, the same on GitHub and on GitLab. Both run them with "set -e".
 *
 * @param base what the merge request is compared with
 * @param forms further files of the results
 */
export const previewScript = (base: string, forms = ""): string[] => [
  "changes=0",
  `modern-auth preview --changed-since "${base}" --markdown preview.md${forms} || changes=$?`,
  "modern-auth ci comment preview.md",
  "# 7: something would change, which is what a merge request is for. 4: a new tenant, not provisioned yet.",
  'case "$changes" in 0 | 4 | 7) ;; *) exit "$changes" ;; esac',
];

/** @param before the commit that the branch was at */
export const update = (before: string, forms: string): string[] => [
  `modern-auth up --changed-since "${before}"${forms}`,
];

/** What a shard found is judged when all have come in; it fails only where it wrote nothing. */
export const driftScript = (
  shard: string,
  of: string,
  { allowInconclusive }: Pick<PipelinePlan, "allowInconclusive">,
): string[] => [
  `modern-auth drift --all --shard "${shard}/${of}" --results "drift-${shard}.json"${accepting(allowInconclusive)} || test -s "drift-${shard}.json"`,
];

/** What nightly runs remember of each other; it holds no secret. */
export const MEMORY = ".modern-auth/redirect-seen";

/** Systems as options; no text where there are none. */
export const accepting = (allowed: readonly string[]): string =>
  allowed.length > 0 ? ` --allow-inconclusive ${allowed.join(",")}` : "";

export const reportScript: readonly string[] = [
  "modern-auth report --from drift-*.json --out report",
  "modern-auth ci issue report",
];

/** One tenant first, then a tenth of them, then the others. What fails for one tenant is no reason to leave out the next step for others. */
export const rotation = (forms: string): string[] => [
  "failed=0",
  "# 4: an ERP still works with the older secret, so that one stays.",
  "modern-auth rotate --all --retire || test $? -eq 4 || failed=1",
  `modern-auth rotate --all --if-due --warn-days ${WARN_DAYS} || failed=1`,
  `modern-auth up --changed-since HEAD --waves 1,10%,100% --results rotation.json${forms} || failed=1`,
  'modern-auth ci commit rotation.json --message "Rotation of client secrets"',
  'exit "$failed"',
];
