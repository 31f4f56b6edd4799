import type { Switch } from "#clients/erp/servers.ts";
import type { RecordedServer } from "#stack/state.ts";
import type { Finding, Part } from "../finding.ts";
import { judging, UP } from "../judging.ts";

const { finding, inconclusive, ok } = judging("erp");

/** The switches "use OAuth2" of the mail servers that an update has switched. Pure. */
export function judgeSwitches(servers: readonly RecordedServer[], seen: Part<readonly Switch[]>): Finding[] {
  return servers.map(({ kind, id, useOAuth2 }) => {
    const check = `${kind} server ${id}.useOAuth2`;
    if (seen.problem) return inconclusive(check, seen.problem);
    const live = seen.value.find((one) => one.kind === kind && one.id === id);
    if (!live) return finding(check, "drift", String(useOAuth2), "the mail server is gone", UP);
    const named = (on: boolean) => `${on} ("${live.name}")`;
    return live.on === useOAuth2
      ? ok(check, named(useOAuth2))
      : finding(check, "drift", named(useOAuth2), named(live.on), UP);
  });
}
