// Loaded before anything else: writes down each module that the process loads, as its URL.
const { appendFileSync } = require("node:fs");
const { registerHooks } = require("node:module");
registerHooks({
  load: (url, context, next) => {
    appendFileSync(process.env.LOADED_MODULES, `${url}\n`);
    return next(url, context);
  },
});
