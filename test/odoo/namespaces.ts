/**
 * Options of `unshare` for mounts and processes that nobody outside sees, and that end with the first process: there is nothing to
 * unmount and nothing to stop, whichever way a run ends.
 */
export const NAMESPACES = ["--mount", "--pid", "--fork", "--kill-child=KILL"] as const;
