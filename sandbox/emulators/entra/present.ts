import type { Directory } from "./directory.ts";
import { type GraphContext, publicUrl } from "./http.ts";
import { selection } from "./odata.ts";
import { visiblePasswords } from "./passwords.ts";
import type { Principal } from "./state.ts";

const betaOnly = ["oauth2RequirePostResponse", "samlMetadataUrl"];

/** An application or service principal as a read of this version shows it. Counts as a read of its secrets. */
export function present(
  c: GraphContext,
  directory: Directory,
  principal: Principal,
): Record<string, unknown> {
  return { ...presentNew(c, principal), passwordCredentials: visiblePasswords(directory, principal) };
}

/** The same in the answer to its creation, which no replication stands in the way of. */
export function presentNew(c: GraphContext, principal: Principal): Record<string, unknown> {
  const keysAsked = selection(publicUrl(c))?.includes("keyCredentials");
  const keys = principal.keyCredentials ?? [];
  const keyCredentials = keys.map((each) => (keysAsked ? each : { ...each, key: null }));
  const hidden = c.env.version === "beta" ? [] : betaOnly;
  const shown = Object.entries(principal).filter(([name]) => !hidden.includes(name));
  return { ...Object.fromEntries(shown), keyCredentials };
}
