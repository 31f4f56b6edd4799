import type { Hono } from "hono";

/** Shell lines that set an environment; every value quoted, so that none is read as shell. */
export const environmentLines = (env: Readonly<Record<string, string>>): string =>
  Object.entries(env)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join("");

/** Hands the environment to a second terminal without ever writing it, and the secrets in it, to a file. */
export function environmentRoutes(app: Hono, lines: () => string): void {
  app.get("/env", (context) => context.text(lines()));
}
