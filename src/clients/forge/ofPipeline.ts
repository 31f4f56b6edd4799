import type { Forge } from "./forge.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";

/**
 * The forge whose pipeline this runs in.
 *
 * @returns undefined on GitLab without a token that may write: a job's own may not
 * @throws Error naming the variables, outside of a pipeline
 */
export function forgeOf(env: NodeJS.ProcessEnv): Forge | undefined {
  const { GITHUB_REPOSITORY, GITHUB_TOKEN, CI_PROJECT_ID, GITLAB_TOKEN } = env;
  if (GITHUB_REPOSITORY && GITHUB_TOKEN) return github(env, GITHUB_REPOSITORY, GITHUB_TOKEN);
  if (CI_PROJECT_ID) return GITLAB_TOKEN ? gitlab(env, CI_PROJECT_ID, GITLAB_TOKEN) : undefined;
  throw new Error(
    "This runs in a pipeline only: neither GITHUB_REPOSITORY with GITHUB_TOKEN is set, nor CI_PROJECT_ID. " +
      "To make the pipelines: modern-auth render github, or modern-auth render gitlab",
  );
}
