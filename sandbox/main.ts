import { once } from "node:events";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { consoleRoutes } from "./console.ts";
import { environmentLines, environmentRoutes, shellQuoted } from "./environment.ts";
import { startSandbox } from "./sandbox.ts";
import { DevStack } from "./stack.ts";
import { createTenant, readDevConfig } from "./tenant.ts";

const directory = fileURLToPath(new URL("../.sandbox/dev", import.meta.url));

/** `npm run sandbox`: keeps the three systems running until Ctrl-C, for plain Pulumi commands from a second terminal. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: "string" } } });
  rmSync(directory, { recursive: true, force: true });
  const config = readDevConfig();
  const tenant = createTenant(config);
  let env: Record<string, string> = {};
  const sandbox = await startSandbox({
    directory,
    tenant,
    ...(values.port === undefined ? {} : { port: portNumber(values.port) }),
    routes: (app) => {
      consoleRoutes(app, tenant.google, config);
      environmentRoutes(app, () => `${environmentLines(env)}cd ${shellQuoted(directory)}\n`);
    },
  });
  try {
    const stack = await DevStack.create(sandbox, directory);
    env = stack.env;
    process.stdout.write(instructions(sandbox.admin));
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
    process.stdout.write("\nThe sandbox ends; its three systems and the dev stack's state end with it.\n");
  } finally {
    await sandbox.close();
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port;
  throw new Error(
    `--port: "${text}" is not allowed; a whole number from 1 to 65535, or leave it out for a free port.`,
  );
}

const instructions = (admin: string): string => `
The sandbox runs: Entra and Graph, Google, and the ERP of the dev stack. Admin page (state, tampering, faults): ${admin}

In a second terminal:
  eval "$(curl -s ${admin}/env)"        sets the environment (paths, throw-away identities and state), and changes to the dev stack's folder
  pulumi preview                        what would be made
  pulumi up                             makes it
  curl -s -X POST ${admin}/google/console/client | modern-auth google import dev -
                                        does the Google console step as a person would; then "pulumi up" again
  pulumi stack                          what is there
  pulumi destroy                        leaves the ERP and Google as they were found

Where Pulumi warns "using pulumi-resource-azuread from $PATH", that is the stand-in named above, and as it should be.
Ctrl-C ends the sandbox.
`;

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
