import Module, { createRequire } from "node:module";

/**
 * Pulumi's SDK without what costs this program more than all its own work. To be imported before anything that loads the SDK.
 *
 * The parts it has no use for: the Automation API, and the turning of functions into text for dynamic providers, with npm's and
 * TypeScript's own code. Generated SDKs import the whole of it.
 */
const UNUSED = ["./automation", "./runtime/closure/codePaths", "./runtime/closure/serializeClosure"];

const require = createRequire(import.meta.resolve("@pulumi/pulumi"));
for (const path of UNUSED.map((name) => require.resolve(name))) {
  const nothing = new Module(path);
  nothing.loaded = true;
  require.cache[path] = nothing;
}

// Its debug messages quote every answer of the engine, secrets in clear, in two calls for each one that does something.
require("./log").debug = async () => {};

// It takes a stack trace with every promise, and would look up each line in the source maps of its own files.
Reflect.deleteProperty(Error, "prepareStackTrace");
