// Loaded before anything else: writes down, when the process ends, which modules it had loaded.
const { appendFileSync } = require("node:fs");
process.on("exit", () =>
  appendFileSync(process.env.LOADED_MODULES, `${Object.keys(require.cache).join("\n")}\n`),
);
