import Module, { createRequire } from "node:module";

/**
 * Takes out of Pulumi's SDK what this program has no use for, which costs more to load than everything else together: the Automation
 * API, and the turning of functions into text for dynamic providers, with npm's and TypeScript's own code. Generated SDKs import the
 * whole of it. To be imported first.
 */
const UNUSED = ["./automation", "./runtime/closure/codePaths", "./runtime/closure/serializeClosure"];

const require = createRequire(import.meta.resolve("@pulumi/pulumi"));
for (const path of UNUSED.map((name) => require.resolve(name))) {
  const nothing = new Module(path);
  nothing.loaded = true;
  require.cache[path] = nothing;
}

// The SDK takes a stack trace with every promise, and would look up each line in the source maps of its own files. Ours need none.
Reflect.deleteProperty(Error, "prepareStackTrace");
