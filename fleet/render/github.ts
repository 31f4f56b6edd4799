import { setUpAction } from "./github/setUp.ts";
import { merge, monthly, nightly, pullRequest } from "./github/workflows.ts";
import type { Plan, Rendered } from "./rendered.ts";

/** Jobs that a matrix may have (https://docs.github.com/actions/reference/limits). */
export const MOST_SHARDS_ON_GITHUB = 256;

/** The workflows, and the action that their jobs begin with. */
export const renderGithub = (plan: Plan): Rendered[] =>
  [setUpAction, pullRequest, merge, nightly, monthly].map((part) => part(plan));
