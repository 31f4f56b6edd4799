import { print } from "#fleet/forms/terminal.ts";
import { createProgram } from "./program.ts";
import { WrongUsage } from "./terminal.ts";

try {
  await (await createProgram(process.argv)).parseAsync();
} catch (error) {
  print(process.stderr, `${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof WrongUsage ? 2 : 1;
}
