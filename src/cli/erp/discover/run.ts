import type { ErpClient } from "#clients/erp/client.ts";
import { mustPulumi } from "#stack/pulumi.ts";
import { connectErp } from "../connection.ts";
import { type Mapped, type Mapping, pinPairs, readMapping } from "./mapping.ts";

export interface Options {
  pin?: true;
  json?: true;
}

export async function discoverFields(stack: string, options: Options): Promise<void> {
  const { client, config } = await connectErp(stack);
  const mapping = await readMapping(client, config);
  const clear = mapping.unclear.length === 0;
  const pairs = options.pin && clear ? pinPairs(mapping) : [];
  if (pairs.length > 0) {
    // In one command, so that no interruption leaves half of them behind.
    const given = pairs.flatMap((pair) => ["--plaintext", pair]);
    await mustPulumi(["config", "set-all", "--path", ...given, "--stack", stack]);
  }
  const { protocol, url } = client;
  const version = (await client.version()).text;
  const report: Report = { stack, erp: { url, version, protocol }, ...mapping, written: pairs.length };
  process.stdout.write(options.json ? json(report) : text(report));
  if (!clear) process.exitCode = 3;
}

interface Report extends Mapping {
  stack: string;
  erp: Pick<ErpClient, "url" | "protocol"> & { version: string };
  /** How many fields were written to the configuration. */
  written: number;
}

function json({ stack, erp, mapped, unclear, written }: Report): string {
  const mapping = mapped.map(({ found, ...rest }) => ({ ...rest, ...found }));
  return `${JSON.stringify({ stack, erp, mapping, unclear, written })}\n`;
}

function text({ stack, erp, mapped, unclear, written }: Report): string {
  const width = Math.max(0, ...mapped.map(({ path }) => path.length));
  const open = mapped.filter(({ pinned }) => !pinned).length - written;
  return [
    `Stack "${stack}": ERP ${erp.version} at ${erp.url}, spoken to over ${erp.protocol}`,
    ...mapped.map((one) => `  ${one.path.padEnd(width)}  ${row(one)}`),
    ...unclear.flatMap((message) => ["", message]),
    ...(written > 0 ? [`${written} of these were written to the configuration.`] : []),
    ...(unclear.length === 0 && open > 0
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
