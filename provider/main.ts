import { modernauth } from "./modernauth.ts";
import { main } from "./server.ts";

await main(modernauth());
