import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { LANGUAGES, type Language } from "#config/rules/languages.ts";
import { htmlPage } from "#pages/guide/htmlPage.ts";
import { guidePage } from "#pages/guide/page.ts";
import { MODEL } from "#test/pages/guide/models.ts";
import { findChromium } from "./chromium.ts";
import { launch, type OpenOptions, openOffline, overflow, PHONE } from "./offline.ts";

const found = await findChromium();
const artifacts = fileURLToPath(new URL("../../artifacts", import.meta.url));

const [REDIRECT_URI = ""] = MODEL.redirectUris;

describe("The guide in a browser without network", { skip: "missing" in found && found.missing }, () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), "modern-auth-guide-"));

  before(async () => {
    assert.ok("path" in found);
    mkdirSync(artifacts, { recursive: true });
    for (const language of LANGUAGES)
      writeFileSync(join(folder, `${language}.html`), htmlPage(guidePage(MODEL, language)));
    browser = await launch(found.path);
  });

  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (language: Language, use: (page: Page) => Promise<void>, options?: OpenOptions) =>
    openOffline(browser, pathToFileURL(join(folder, `${language}.html`)).href, use, options);

  const copyRedirectUri = (page: Page) =>
    page.getByRole("button", { name: "Copy – Authorized redirect URI", exact: true }).click();
  const saying = (page: Page, said: string) => page.getByRole("status").filter({ hasText: said }).waitFor();
  const clipboard = (page: Page) => page.evaluate("navigator.clipboard.readText()");

  for (const language of LANGUAGES)
    it(`The guide in a browser without network shows six steps in ${language}, on a wide screen and on a phone without scrolling sideways`, async (t) => {
      for (const [name, viewport, colorScheme] of [
        ["wide", { width: 1100, height: 900 }, "light"],
        ["phone", PHONE, "dark"],
      ] as const)
        await open(
          language,
          async (page) => {
            assert.equal(await page.locator("html").getAttribute("lang"), language);
            assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
            assert.equal(await page.getByRole("heading", { level: 2 }).count(), 6);
            assert.equal(await overflow(page), 0);
            const path = join(artifacts, `google-guide-${language}-${name}.png`);
            await page.screenshot({ path, fullPage: true });
            t.diagnostic(`screenshot: ${path}`);
          },
          { viewport, colorScheme },
        );
    });

  it("The guide in a browser without network puts the redirect URI on the clipboard, and says so", async () => {
    await open("en", async (page) => {
      await copyRedirectUri(page);
      await saying(page, "Copied – Authorized redirect URI");
      assert.equal(await clipboard(page), REDIRECT_URI);
    });
  });

  it("The guide in a browser without network does so too where the browser offers the page no clipboard interface", async () => {
    const script = `
      Object.assign(globalThis, { reader: navigator.clipboard });
      Object.defineProperty(navigator, "clipboard", { value: undefined });`;
    await open(
      "en",
      async (page) => {
        await copyRedirectUri(page);
        await saying(page, "Copied – Authorized redirect URI");
        assert.equal(await page.evaluate("reader.readText()"), REDIRECT_URI);
      },
      { script },
    );
  });

  it("The guide in a browser without network copies several lines as they are", async () => {
    await open("en", async (page) => {
      await page.getByRole("button", { name: /^Copy – All five scopes/ }).click();
      await saying(page, "Copied – All five scopes");
      assert.match(String(await clipboard(page)), /^openid\nemail\nprofile\nhttps:\S+\nhttps:\S+\/$/);
    });
  });

  it("The guide in a browser without network says that nothing was copied where the browser refuses", async () => {
    const script = `
      Object.defineProperty(navigator, "clipboard", { value: undefined });
      document.execCommand = () => false;`;
    await open(
      "en",
      async (page) => {
        await copyRedirectUri(page);
        await saying(page, "Not copied");
        assert.equal(await page.getByText("Copied", { exact: true }).count(), 0);
      },
      { script },
    );
  });

  it("The guide in a browser without network prints every value and address in full, and no button", async () => {
    await open("en", async (page) => {
      assert.ok(await page.getByRole("button").first().isVisible());
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.getByRole("button").count(), 0);
      assert.ok(await page.locator("#client-2").isVisible());
      const text = await page.locator("main").innerText();
      for (const printed of [REDIRECT_URI, "https://console.cloud.google.com/auth/scopes?project=acme-erp"])
        assert.ok(text.includes(printed), printed);
    });
  });

  it("The guide in a browser without network has all but its buttons without scripts", async () => {
    await open(
      "en",
      async (page) => {
        assert.equal(await page.getByRole("button").count(), 0);
        assert.ok(await page.getByText(REDIRECT_URI, { exact: true }).isVisible());
      },
      { javaScriptEnabled: false },
    );
  });
});
