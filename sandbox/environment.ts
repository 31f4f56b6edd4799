import type { Hono } from "hono";

/** A text that no shell reads as anything else. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Shell lines that set an environment; every value quoted, so that none is read as shell. */
export const environmentLines = (env: Readonly<Record<string, string>>): string =>
  Object.entries(env)
    .map(([name, value]) => `export ${name}=${shellQuoted(value)}\n`)
    .join("");

/** Hands the environment to a second terminal without ever writing it, and the secrets in it, to a file. */
export function environmentRoutes(app: Hono, lines: () => string): void {
  app.get("/env", (context) => context.text(lines()));
}
