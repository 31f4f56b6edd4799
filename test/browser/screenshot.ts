import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { reportOf } from "#pages/report/model.ts";
import { page as reportPage } from "#pages/report/page.ts";
import { NOW } from "#test/fixtures/exampleDay.ts";
import { exampleFleet } from "#test/fixtures/exampleFleet.ts";
import { findChromium } from "./chromium.ts";
import { launch, openOffline } from "./offline.ts";

// Makes the README's picture of the report anew: node test/browser/screenshot.ts

const found = await findChromium();
if ("missing" in found) throw new Error(found.missing);
const folder = mkdtempSync(join(tmpdir(), "modern-auth-report-"));
const browser = await launch(found.path);
try {
  const file = join(folder, "index.html");
  writeFileSync(file, reportPage(reportOf([exampleFleet(300)], NOW)));
  await openOffline(
    browser,
    pathToFileURL(file).href,
    async (page) => {
      await page.locator("tbody[data-outcome=drift] summary").first().click();
      await page.mouse.move(0, 0);
      await page.screenshot({ path: fileURLToPath(new URL("../../docs/report.png", import.meta.url)) });
    },
    { viewport: { width: 1280, height: 1000 } },
  );
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
