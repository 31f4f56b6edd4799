import type { Plugin } from "#provider/plugin.ts";
import { serve } from "#provider/server.ts";

/** Plugins that run in this process, for as many runs of the engine as there are. */
export interface Served {
  /** Environment under which an engine attaches to them. */
  env: Record<"PULUMI_DEBUG_PROVIDERS", string>;
  stop(): void;
}

export async function serveAttached(plugins: readonly Plugin[]): Promise<Served> {
  const providers = await Promise.all(
    plugins.map(async (plugin) => ({ name: plugin.name, ...(await serve(plugin)) })),
  );
  return {
    env: { PULUMI_DEBUG_PROVIDERS: providers.map(({ name, port }) => `${name}:${port}`).join(",") },
    stop: () => {
      for (const one of providers) one.stop();
    },
  };
}
