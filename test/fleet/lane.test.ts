import { story } from "./lane/story.ts";

// Two hundred are for "npm run test:fleet": each costs the engine some seconds.
story({ tenants: 6, changed: 4, seed: 2026 });
