import { writeFileSync } from "node:fs";

// Preloaded into a measured process. Processes that it starts end before it does, so its own figure is the one that stays.
const file = process.env["BENCH_PEAK"];
if (file) process.on("exit", () => writeFileSync(file, String(process.resourceUsage().maxRSS)));
