import { fileURLToPath } from "node:url";
import { main } from "./main.mjs";

// A bare clone has nothing but Node >= 18 with npm: this file and its .mjs neighbours use no dependency and no TypeScript.
process.exitCode = await main({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  args: process.argv.slice(2),
  env: process.env,
});
