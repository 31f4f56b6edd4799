import { modernauth } from "./modernauth.ts";
import { main } from "./server.ts";

// The engine puts the stack configuration's keys of the plugin's own namespace here, decrypted, whatever the command.
await main(modernauth(JSON.parse(process.env.PULUMI_CONFIG ?? "{}")));
