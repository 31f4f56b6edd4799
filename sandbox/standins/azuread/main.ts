import { main } from "#provider/server.ts";
import { onlyInSandbox } from "../bridge/trust.ts";
import { azuread } from "./plugin.ts";

await main(onlyInSandbox(azuread(process.env), process.env));
