/** What a pipeline is made from. */
export interface PipelinePlan {
  /** Parts that a nightly run is cut into. */
  shards: number;
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
