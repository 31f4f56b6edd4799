import { main } from "#provider/server.ts";
import { onlyInSandbox } from "../bridge/trust.ts";
import { gcp } from "./plugin.ts";

await main(onlyInSandbox(gcp(process.env), process.env));
