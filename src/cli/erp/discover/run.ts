import type { CommandAnswer } from "#cli/answer.ts";
import type { ErpClient } from "#clients/erp/client.ts";
import { mustPulumi } from "#stack/pulumi.ts";
import { connectErp } from "../connection.ts";
import { type Mapped, type Mapping, pinPairs, readMapping } from "./mapping.ts";

export interface DiscoverOptions {
  pin?: true;
}

export async function discoverFields(stack: string, options: DiscoverOptions): Promise<CommandAnswer> {
  const { client, config } = await connectErp(stack);
  const mapping = await readMapping(client, config);
  const [unclear] = mapping.unclear;
  const pairs = options.pin && unclear === undefined ? pinPairs(mapping) : [];
  if (pairs.length > 0) {
    // In one command, so that no interruption leaves half of them behind.
    const given = pairs.flatMap((pair) => ["--plaintext", pair]);
    await mustPulumi(["config", "set-all", "--path", ...given, "--stack", stack]);
  }
  const { protocol, url } = client;
  const version = (await client.version()).text;
  const report: Discovery = { erp: { url, version, protocol }, ...mapping, written: pairs.length };
  const { mapped, ...others } = report;
  return {
    ...(unclear === undefined
      ? { outcome: "ok" }
      : { outcome: "inconclusive", cause: { kind: "inconclusive", message: unclear } }),
    next:
      unclear === undefined && unpinned(report) > 0
        ? [{ kind: "modern-auth", words: ["erp", "discover", stack, "--pin"] }]
        : [],
    found: { ...others, mapping: mapped.map(({ found, ...rest }) => ({ ...rest, ...found })) },
    text: discoveryText(stack, report),
  };
}

interface Discovery extends Mapping {
  erp: Pick<ErpClient, "url" | "protocol"> & { version: string };
  /** How many fields were written to the configuration. */
  written: number;
}

/** How many fields the configuration does not name yet. */
const unpinned = ({ mapped, written }: Discovery): number =>
  mapped.filter(({ pinned }) => !pinned).length - written;

function discoveryText(stack: string, discovery: Discovery): string {
  const { erp, mapped, unclear, written } = discovery;
  const width = Math.max(0, ...mapped.map(({ path }) => path.length));
  return [
    `Stack "${stack}": ERP ${erp.version} at ${erp.url}, spoken to over ${erp.protocol}`,
    ...mapped.map((one) => `  ${one.path.padEnd(width)}  ${row(one)}`),
    ...unclear.flatMap((message) => ["", message]),
    ...(written > 0 ? [`${written} of these were written to the configuration.`] : []),
    ...(unclear.length === 0 && unpinned(discovery) > 0
      ? [`To write them down: modern-auth erp discover ${stack} --pin`]
      : []),
    "",
  ].join("\n");
}

function row({ model, found, pinned, writable }: Mapped): string {
  const { field, label, size, secret } = found;
  const more = [
    size === undefined ? undefined : `${size} characters`,
    secret ? "secret" : undefined,
    pinned ? "pinned" : undefined,
    writable ? undefined : "the ERP user may NOT write it",
  ].filter((one) => one !== undefined);
  return `${model} ${field} "${label}"${more.length > 0 ? ` (${more.join(", ")})` : ""}`;
}
