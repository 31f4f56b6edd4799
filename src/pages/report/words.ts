import { type NextStep, nextStepParts } from "#config/rules/nextStep.ts";
import type { System } from "#verify/finding.ts";
import { type Html, html } from "../html/html.ts";

/** How the report calls what the results name by a word of their own. */
export const SYSTEMS: Readonly<Record<System, string>> = {
  microsoft: "Microsoft",
  google: "Google",
  erp: "ERP",
};

/** "1 secret", "2 secrets". */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** Of a day so many days ahead, or back: "in 2 days", "today", "2 days ago". */
export const fromToday = (days: number): string =>
  days === 0 ? "today" : days > 0 ? `in ${counted(days, "day")}` : `${counted(-days, "day")} ago`;

/** "2026-11" is "November 2026". */
export const monthName = (month: string, length: "long" | "short" = "long"): string =>
  new Intl.DateTimeFormat("en", {
    month: length,
    ...(length === "long" ? { year: "numeric" } : {}),
    timeZone: "UTC",
  }).format(Date.parse(`${month}-01`));

/** An RFC 3339 time to the minute: "2026-11-23 02:00 UTC". */
export const minute = (time: string): string =>
  `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** "0.4 s", "8 s", "12 min", "3 h". */
export const duration = (seconds: number): string =>
  seconds < 90
    ? `${Number(seconds.toFixed(seconds < 1 ? 1 : 0))} s`
    : seconds < 90 * 60
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3600)} h`;

/** What is to be done for a tenant, one after the other, its commands as code. */
export const steps = (sequence: readonly NextStep[], tenant: string): Html[] =>
  sequence.map((step, place) => {
    const { command, words } = nextStepParts(step, tenant);
    return html`${place > 0 ? ", then " : ""}${command ? html`<code>${command}</code>` : ""}${words}`;
  });

/** Where on the page a tenant is found; the same from day to day, so that it can be linked to. */
export const tenantId = (tenant: string): string => `tenant-${tenant}`;

export const tenantLink = (tenant: string): Html =>
  html`<a href="#${encodeURIComponent(tenantId(tenant))}">${tenant}</a>`;
