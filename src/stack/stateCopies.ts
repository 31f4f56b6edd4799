import { join } from "node:path";
import type { Cause } from "#config/cause.ts";
import { backendFolder } from "./inventory/backend.ts";
import { isState, namesIn } from "./stateFiles.ts";

/**
 * A state that cannot be read, with the newest copy beside it that can: the CLI's own copy may have been cut off by the same full disk.
 * Every other cause stays as it is.
 *
 * @param url of the backend; one that is none of files has no copies to look at
 */
export function withUsableCopy(cause: Cause, project: string, stack: string, url: string | undefined): Cause {
  if (cause.kind !== "checkpoint-unreadable") return cause;
  const folder = url && backendFolder(url);
  if (!folder) return cause;
  const file = copies(join(folder, ".pulumi"), project, stack).find(isState);
  const state = join(
    folder,
    ".pulumi",
    "stacks",
    project,
    `${stack}.json${file?.includes(".json.gz") ? ".gz" : ""}`,
  );
  return { ...cause, copy: file ? { file, state } : null };
}

/** Where the CLI keeps copies: beside the state that of the update before, and each update's in the history, the newest first. */
function copies(folder: string, project: string, stack: string): string[] {
  const history = join(folder, "history", project, stack);
  return [
    ...["json.bak", "json.gz.bak"].map((ending) => join(folder, "stacks", project, `${stack}.${ending}`)),
    ...namesIn(history)
      .filter((name) => name.includes(".checkpoint.json"))
      .toSorted()
      .toReversed()
      .map((name) => join(history, name)),
  ];
}
