import type { System } from "#verify/finding.ts";

/** What a pipeline is made from. */
export interface PipelinePlan {
  /** Parts that a nightly run is cut into. */
  shards: number;
  /** Systems that the nightly run accepts not to be able to look at. */
  allowInconclusive: readonly System[];
  /** The default branch. */
  branch: string;
  /** Patterns of the tenants' configuration files, from the repository's top. */
  tenantFiles: readonly string[];
  /** The command that makes the same files again. */
  command: string;
}

/** A file to write. */
export interface Rendered {
  /** From the repository's top. */
  path: string;
  text: string;
}

/** First lines of each file. */
export const head = ({ command }: Pick<PipelinePlan, "command">, about: string): string =>
  `${about}\n\nMade by "${command}"; made again, changes in here are lost. What it needs: docs/ci.md`;

/** Parts that a nightly run can be cut into: the jobs that a matrix, or `parallel`, may have. */
export const MOST_SHARDS = {
  /** https://docs.github.com/actions/reference/limits */
  github: 256,
  /** https://docs.gitlab.com/ci/yaml/#parallel */
  gitlab: 200,
} as const;
