import * as z from "zod";

const plugin = z.object({
  /** `stand-in`: a small plugin of ours under the real one's name, because the real one could not be had. Never for real tenants. */
  kind: z.enum(["real", "stand-in", "missing"]),
  version: z.string(),
  /** The program that the engine runs; where it would have to be if it is missing. */
  path: z.string(),
  /** Why the real one could not be had. */
  why: z.string().optional(),
});

const toolchain = z.object({
  /** The Pulumi CLI. */
  pulumi: z.string(),
  version: z.string(),
  /** The folder of Pulumi's caches (`PULUMI_HOME`): a run with a home of its own would not find the real plugins. */
  home: z.string(),
  plugins: z.object({ azuread: plugin, gcp: plugin }),
  /** Folders that come first on the PATH, already there in this process. */
  path: z.array(z.string()),
});

/** The tools that `run.mjs` obtained before it started this process. */
export type Toolchain = z.infer<typeof toolchain>;

/** @throws when this process was not started by `run.mjs`. */
export function readToolchain(env: NodeJS.ProcessEnv = process.env): Toolchain {
  const text = env["ERP_MODERN_AUTH_TOOLCHAIN"];
  if (!text) {
    throw new Error(
      "The toolchain is not prepared: ERP_MODERN_AUTH_TOOLCHAIN is not set. Start this with " +
        "`node sandbox/toolchain/run.mjs <entry.ts>`, as `npm start` and `npm test` do.",
    );
  }
  return toolchain.parse(JSON.parse(text));
}
