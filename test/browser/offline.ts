import assert from "node:assert/strict";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** How long anything may take: a limit for what hangs, far above what a busy machine needs. */
const LIMIT_MS = 60_000;

/** The narrowest phone that pages have to fit. */
export const PHONE = { width: 360, height: 740 };

/** Starts Chromium. @param path as `findChromium` found it */
export const launch = (path: string): Promise<Browser> =>
  chromium.launch({
    executablePath: path,
    // What Chromium asks of the world by itself is no business of the page.
    args: ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run"],
    chromiumSandbox: process.getuid?.() !== 0,
  });

export interface OpenOptions extends BrowserContextOptions {
  /** Runs before the page's own script. */
  script?: string;
}

/** Opens a file as a person does, and fails when it asks anybody for anything or its script stumbles. */
export async function openOffline(
  browser: Browser,
  url: string,
  use: (page: Page) => Promise<void>,
  { script, ...options }: OpenOptions = {},
): Promise<void> {
  const context = await browser.newContext(options);
  const wrong: string[] = [];
  try {
    await context.setOffline(true);
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    if (script) await context.addInitScript(script);
    context.on("request", (request) => {
      if (!request.url().startsWith("file://")) wrong.push(`asked for ${request.url()}`);
    });
    context.setDefaultTimeout(LIMIT_MS);
    const page = await context.newPage();
    page.on("pageerror", (error) => wrong.push(`script: ${error.message}`));
    page.on("console", (message) => wrong.push(`console: ${message.text()}`));
    await page.goto(url);
    await use(page);
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
}

/** By how many pixels the page is wider than its window. */
export const overflow = (page: Page): Promise<unknown> =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
