import Module, { createRequire } from "node:module";

/*
 * Pulumi's SDK without what this program has no use for, which is more than a fifth of the CPU of a tenant's `pulumi preview`. To be
 * imported before anything that loads the SDK. MODERN_AUTH_WHOLE_SDK=1 leaves the SDK as it is (npm run test:whole-sdk).
 */

/**
 * The parts the program has no use for: the Automation API, and the turning of functions into text for dynamic providers, with npm's
 * and TypeScript's own code. Generated SDKs import the whole of it.
 */
const UNUSED = ["./automation", "./runtime/closure/codePaths", "./runtime/closure/serializeClosure"];

const require = createRequire(import.meta.resolve("@pulumi/pulumi"));

if (process.env["MODERN_AUTH_WHOLE_SDK"] !== "1") {
  for (const path of UNUSED.map((name) => require.resolve(name))) {
    const nothing = new Module(path);
    nothing.loaded = true;
    require.cache[path] = nothing;
  }
  // It takes a stack trace with every promise, and would look up each line in the source maps of its own files.
  Reflect.deleteProperty(Error, "prepareStackTrace");
}

// Always: the SDK's debug messages quote every answer of the engine, secrets in plain text.
require("./log").debug = async () => {};
