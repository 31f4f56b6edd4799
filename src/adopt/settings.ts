import type { Keep } from "#config/keepSchema.ts";

/** What an adoption writes into the configuration, as `pulumi config set-all --path` takes it. */
export function settings(applicationId: string, keep: Keep): string[] {
  const lists = Object.entries(keep).flatMap(([list, items]) =>
    items.flatMap((item, index) => entries(`microsoft.keep.${list}[${index}]`, item)),
  );
  return [`microsoft.adopt.application=${applicationId}`, ...lists];
}

const entries = (path: string, item: string | Readonly<Record<string, string | undefined>>): string[] =>
  typeof item === "string"
    ? [`${path}=${item}`]
    : Object.entries(item).map(([key, value]) => `${path}.${key}=${value}`);

/** Taken out before an adoption is written: a half-written one must stop `pulumi up`, not let it drop something. */
export const ALL_KEYS = ["microsoft.adopt", "microsoft.keep"] as const;

/** What `--drop-extras` takes out of the configuration of a stack that has adopted: access, but no people and no records. */
export const EXTRA_KEYS = ["redirectUris", "permissions", "scopes"].map((key) => `microsoft.keep.${key}`);
