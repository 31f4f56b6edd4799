import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, Locator, Page } from "playwright-core";
import { plainLine, printable } from "#config/rules/printable.ts";
import { type ReportTenant, reportOf } from "#pages/report/model.ts";
import { page as reportPage } from "#pages/report/page.ts";
import { systemsOf } from "#pages/report/systems.ts";
import { NOW } from "#test/fixtures/exampleDay.ts";
import { exampleFleet } from "#test/fixtures/exampleFleet.ts";
import { aFinding, inWords } from "#test/fixtures/findings.ts";
import { worded } from "#test/fixtures/worded.ts";
import { HOSTILE } from "#test/fleet/arbitraries.ts";
import { byHand } from "#verify/check.ts";
import { findChromium } from "./chromium.ts";
import { faintTexts } from "./contrast.ts";
import { launch, type OpenOptions, openOffline, overflow, PHONE } from "./offline.ts";

const found = await findChromium();
const artifacts = fileURLToPath(new URL("../../artifacts", import.meta.url));
const WIDE = { width: 1280, height: 900 };

/** HTML has no NUL, and one kind of line end. */
const texts = HOSTILE.map((text) => text.replaceAll("\0", "").replaceAll("\r\n", "\n"));
const hostile = texts.map((text) => ({
  tenant: text,
  tags: [text],
  outcome: "refused" as const,
  exitCode: 4,
  seconds: 1,
  ...worded(text, text),
  findings: [aFinding("drift", text, { system: "erp", expected: text, actual: text, next: [byHand(text)] })],
  planned: [{ op: text, type: text, name: text, properties: [text] }],
  expiries: [{ system: "microsoft" as const, what: text, end: "2027-05-01" }],
}));
const example = exampleFleet(300 - hostile.length);
const report = reportOf([{ ...example, results: [...example.results, ...hostile], notes: texts }], NOW);
const { results, secrets } = report;
/** As the page shows them: without what would steer a terminal. */
const names = (tenants: readonly ReportTenant[]) => tenants.map(({ tenant }) => printable(tenant));
const drifted = results.filter(({ outcome }) => outcome === "drift");

describe("The report in a browser without network, with 300 tenants", {
  skip: "missing" in found && found.missing,
}, () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), "modern-auth-report-"));
  const url = pathToFileURL(join(folder, "index.html")).href;

  before(async () => {
    assert.ok("path" in found);
    mkdirSync(artifacts, { recursive: true });
    writeFileSync(join(folder, "index.html"), reportPage(report));
    browser = await launch(found.path);
  });

  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (hash: string, use: (page: Page) => Promise<void>, options: OpenOptions = {}) =>
    openOffline(browser, `${url}${hash}`, use, { viewport: WIDE, ...options });

  const shown = (page: Page): Promise<string[]> =>
    page
      .locator("tbody:visible")
      .evaluateAll((bodies: { dataset: { tenant: string } }[]) =>
        bodies.map(({ dataset }) => dataset.tenant),
      );
  const tenant = (page: Page, name: string): Locator => page.locator(`[id="tenant-${name}"]`);
  async function isInWindow(element: Locator): Promise<boolean> {
    const box = await element.boundingBox();
    return box !== null && box.y >= 0 && box.y < WIDE.height;
  }
  const hashOf = (page: Page) => new URL(page.url()).hash;

  it("The report in a browser without network, with 300 tenants shows all tenants, what needs attention first, and how many are how", async () => {
    await open("", async (page) => {
      assert.equal(results.length, 300);
      assert.deepEqual(await shown(page), names(results));
      assert.ok(await page.getByRole("link", { name: `${drifted.length} drift`, exact: true }).isVisible());
      assert.equal(await page.getByRole("status").innerText(), "300 of 300 shown");
    });
  });

  for (const [label, value, fits] of [
    ["State", "warn", ({ outcome }) => outcome === "warn"],
    ["Tag", "pilot", ({ tags }) => tags.includes("pilot")],
    ["Attention in", "google", (result) => systemsOf(result).includes("google")],
  ] as [string, string, (result: ReportTenant) => boolean][])
    it(`The report in a browser without network, with 300 tenants shows only the tenants of one ${label.toLowerCase()}, says so in the address, and shows all again`, async () => {
      await open("", async (page) => {
        await page.getByLabel(label).selectOption(value);
        const expected = names(results.filter(fits));
        assert.ok(expected.length > 0 && expected.length < 100);
        assert.deepEqual(await shown(page), expected);
        assert.equal(await page.getByRole("status").innerText(), `${expected.length} of 300 shown`);
        assert.match(hashOf(page), new RegExp(`^#[a-z]+=${value}$`));
        await page.getByRole("button", { name: "Tenant" }).click();
        await page.getByRole("button", { name: "Show all" }).click();
        assert.equal((await shown(page)).length, 300);
        assert.equal(hashOf(page), "#sort=tenant", "the order stays");
        assert.equal(await page.getByRole("button", { name: "Show all" }).count(), 0);
      });
    });

  it("The report in a browser without network, with 300 tenants finds a text in names, findings and causes, whatever its case, and together with another filter", async () => {
    await open("", async (page) => {
      await page.getByLabel("Search").fill("ETIMEDOUT");
      assert.deepEqual(
        await shown(page),
        names(results.filter(({ cause }) => cause?.text.includes("ETIMEDOUT"))),
      );
      await page.getByLabel("Search").fill("localhost:8069");
      const redirected = drifted.filter(({ findings = [] }) =>
        findings.some((one) => inWords(one).actual.includes("localhost:8069")),
      );
      assert.deepEqual(await shown(page), names(redirected));
      await page.getByLabel("Tag").selectOption("eu");
      assert.deepEqual(await shown(page), names(redirected.filter(({ tags }) => tags.includes("eu"))));
      await page.getByLabel("Search").fill("no such text");
      assert.equal(await page.getByRole("status").innerText(), "0 of 300 shown");
    });
  });

  for (const [column, outcome, of] of [
    // Names go by a person's order, which is another one for hostile names.
    ["Tenant", "ok", ({ tenant }) => tenant],
    [
      "Secret ends",
      "",
      ({ tenant }) => secrets.find((secret) => secret.tenant === tenant && secret.newest)?.end ?? "9999",
    ],
    ["Last update", "", ({ lastRun }) => lastRun ?? "9999"],
  ] as [string, string, (result: ReportTenant) => string][])
    it(`The report in a browser without network, with 300 tenants sorts by "${column}", both ways, and tells the order to screen readers`, async () => {
      await open(`#outcome=${outcome}`, async (page) => {
        const listed = results.filter((result) => outcome === "" || result.outcome === outcome);
        const sorted = names(listed.toSorted((a, b) => (of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0)));
        const header = page.getByRole("columnheader", { name: column });
        await header.getByRole("button").click();
        assert.deepEqual(await shown(page), sorted);
        assert.equal(await header.getAttribute("aria-sort"), "ascending");
        assert.equal(await page.locator("[aria-sort]").count(), 1);
        await header.getByRole("button").press("Enter");
        assert.deepEqual(await shown(page), sorted.toReversed());
        assert.equal(await header.getAttribute("aria-sort"), "descending");
      });
    });

  it("The report in a browser without network, with 300 tenants opens as the address says, and goes back and forth with the browser's buttons", async () => {
    const worstLast = names(results.filter(({ tags }) => tags.includes("pilot"))).toReversed();
    await open("#tag=pilot&sort=-state", async (page) => {
      assert.deepEqual(await shown(page), worstLast);
      assert.equal(await page.getByLabel("Tag").inputValue(), "pilot");
      await page.getByRole("link", { name: `${drifted.length} drift`, exact: true }).click();
      assert.deepEqual(await shown(page), names(drifted));
      await page.getByLabel("Tag").selectOption("us");
      const both = names(drifted.filter(({ tags }) => tags.includes("us")));
      assert.deepEqual(await shown(page), both);
      await page.goBack();
      assert.deepEqual(await shown(page), names(drifted));
      await page.goBack();
      assert.deepEqual(await shown(page), worstLast);
      await page.goForward();
      await page.goForward();
      assert.deepEqual(await shown(page), both);
      await page.reload();
      assert.deepEqual(await shown(page), both);
    });
  });

  it("The report in a browser without network, with 300 tenants takes an address that means nothing for the whole fleet", async () => {
    for (const hash of ["#outcome=nonsense&sort=nonsense", "#tenant-nobody", "#%", "#sort=constructor"])
      await open(hash, async (page) => {
        assert.equal(await page.getByRole("status").innerText(), "300 of 300 shown");
        assert.equal(await page.locator("[aria-sort]").innerText(), "State");
        assert.equal(await page.getByLabel("State").locator("option:checked").innerText(), "any");
      });
  });

  it("The report in a browser without network, with 300 tenants leads to one tenant by its address, from outside and from the list of ends, and opens what is to say of it", async () => {
    const { tenant: name = "" } = drifted.at(-1) ?? {};
    await open(`#tenant-${name}`, async (page) => {
      assert.ok(await tenant(page, name).getByText("expected", { exact: true }).first().isVisible());
      assert.ok(await isInWindow(tenant(page, name)));
      await page.getByLabel("State").selectOption("ok");
      await page.getByText("Which secret ends when").click();
      await page.getByRole("definition").getByRole("link", { name, exact: true }).click();
      assert.ok(await isInWindow(tenant(page, name)), "a filter does not hide where one goes");
    });
  });

  it("The report in a browser without network, with 300 tenants shows findings with expected, found and fix, and how many checks found nothing", async () => {
    const [{ tenant: name = "", findings = [], checks = 0 } = {}] = drifted;
    const [finding] = findings.map(inWords);
    await open("", async (page) => {
      const row = tenant(page, name);
      assert.ok(!(await row.getByText("expected", { exact: true }).first().isVisible()));
      await row.locator("summary").click();
      for (const text of [finding?.check, finding?.expected, finding?.actual, `pulumi up --stack ${name}`])
        assert.ok(
          await row
            .getByRole("listitem")
            .getByText(text ?? "", { exact: true })
            .first()
            .isVisible(),
          text,
        );
      assert.ok(await row.getByText(`${checks - findings.length} other checks are ok.`).isVisible());
    });
  });

  it("The report in a browser without network, with 300 tenants shows hostile names and findings as the texts that they are", async () => {
    await open("", async (page) => {
      for (const places of ["tbody th a", ".tag", ".findings code", ".notes li"]) {
        const there: string[] = await page
          .locator(places)
          .evaluateAll((all: { textContent: string }[]) => all.map(({ textContent }) => textContent));
        for (const text of texts)
          assert.ok(
            [printable(text), plainLine(text)].some((one) => there.includes(one)),
            `${places}: ${text}`,
          );
      }
      assert.equal(await page.locator("img, body script:not(:last-child)").count(), 0);
      assert.doesNotMatch(await page.title(), /taken/);
    });
  });

  it("The report in a browser without network, with 300 tenants fits a phone without scrolling sideways, all opened, and is a table to screen readers there, too", async () => {
    await open(
      "",
      async (page) => {
        await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
        assert.equal(await overflow(page), 0);
        assert.equal(await page.getByRole("rowheader").count(), 300);
        assert.equal(await page.getByRole("columnheader").count(), 5);
        await page.getByRole("button", { name: "Secret ends" }).click();
        assert.equal(await overflow(page), 0);
      },
      { viewport: PHONE },
    );
  });

  for (const [colorScheme, paper] of [
    ["light", "rgb(255, 255, 255)"],
    ["dark", "rgb(18, 22, 28)"],
  ] as const)
    it(`The report in a browser without network, with 300 tenants is ${colorScheme} where the person wants it, and every text has enough contrast`, async (t) => {
      await open(
        "",
        async (page) => {
          assert.equal(await page.evaluate("getComputedStyle(document.body).backgroundColor"), paper);
          const path = join(artifacts, `report-${colorScheme}.png`);
          await page.screenshot({ path });
          t.diagnostic(`screenshot: ${path}`);
          await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
          assert.deepEqual(await faintTexts(page), []);
        },
        { colorScheme },
      );
    });

  it("The report in a browser without network, with 300 tenants tells all without scripts: every tenant, its findings on a click, and no control that does nothing", async () => {
    const [{ tenant: name = "" } = {}] = drifted;
    await open(
      "",
      async (page) => {
        assert.equal(await page.getByRole("rowheader").count(), 300);
        assert.equal(await page.getByRole("combobox").count(), 0);
        assert.equal(await page.getByRole("button").count(), 0);
        assert.equal(await page.locator("a:not([href^='#tenant-'])[href]").count(), 0);
        await tenant(page, name).locator("summary").click();
        assert.ok(await tenant(page, name).getByText("expected", { exact: true }).first().isVisible());
      },
      { javaScriptEnabled: false },
    );
  });

  it("The report in a browser without network, with 300 tenants prints what could be clicked open, and no control", async () => {
    const [{ tenant: name = "" } = {}] = drifted;
    await open("", async (page) => {
      await page.emulateMedia({ media: "print" });
      assert.ok(await tenant(page, name).getByText("expected", { exact: true }).first().isVisible());
      assert.equal(await page.getByRole("combobox").count(), 0);
    });
  });

  it("The report in a browser without network, with 300 tenants answers to a letter typed within a blink", async (t) => {
    await open("", async (page) => {
      const devtools = await page.context().newCDPSession(page);
      // Time of the processor: how busy the machine is with other things does not count.
      await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
      const seconds = async () => {
        const { metrics } = await devtools.send("Performance.getMetrics");
        return metrics.find(({ name }) => name === "TaskDuration")?.value ?? assert.fail();
      };
      const began = await seconds();
      await page.getByLabel("Search").pressSequentially("alpin");
      const milliseconds = (((await seconds()) - began) / "alpin".length) * 1000;
      t.diagnostic(`${Math.round(milliseconds)} ms for a letter, with layout and paint`);
      assert.ok(milliseconds < 100, `${milliseconds}`);
    });
  });
});
