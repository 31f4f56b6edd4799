import { setUpAction } from "./github/setUp.ts";
import { merge, monthly, nightly, pullRequest } from "./github/workflows.ts";
import type { PipelinePlan, Rendered } from "./rendered.ts";

/** The workflows, and the action that their jobs begin with. */
export const renderGithub = (plan: PipelinePlan): Rendered[] =>
  [setUpAction, pullRequest, merge, nightly, monthly].map((part) => part(plan));
