import { Command } from "commander";
import type { ErpClient } from "../clients/erp/client.ts";
import { type Mapped, type Mapping, pinPairs, readMapping } from "./erpMapping.ts";
import { forTenants } from "./fleet.ts";
import { mustPulumi } from "./pulumi.ts";
import { connectErp } from "./stackErp.ts";

interface Options {
  pin?: true;
  json?: true;
}

const HELP = `
Looks in this order: what the configuration pins under erp.fields; the fields that the module auth_oauth2 brings; the company form's page
"OAuth2" with its groups; the labels of the fields, in French, English and German. One match is the answer, none or several never are: then
the candidates are listed, with the configuration lines that decide between them. Reads only the ERP; --pin writes the configuration.

Examples:
  modern-auth erp discover acme
  modern-auth erp discover acme --pin
  modern-auth erp discover acme --json | jq '.mapping[].field'

Exit codes:
  0  every field is known
  1  it could not be found out: no such stack, its configuration is not valid, the ERP cannot be asked
  2  wrong usage
  3  the ERP does not say clearly which field holds what; nothing was pinned`;

/** `modern-auth erp discover`: which fields of the ERP hold the values, and writing that down. */
export const discover = (): Command =>
  forTenants(
    new Command("discover")
      .description("Print which fields of the ERP hold which value, and whether the ERP user may write them.")
      .option("--pin", "write them to the stack's configuration, under erp.fields")
      .option("--json", "print the mapping as JSON")
      .addHelpText("after", HELP),
    discoverFields,
  );

async function discoverFields(stack: string, options: Options): Promise<void> {
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
