/** Parts that a nightly run can be cut into: the jobs that a matrix, or `parallel`, may have. */
export const MOST_SHARDS = {
  /** https://docs.github.com/actions/reference/limits */
  github: 256,
  /** https://docs.gitlab.com/ci/yaml/#parallel */
  gitlab: 200,
} as const;
