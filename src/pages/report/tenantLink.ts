import { type Html, html } from "../html/html.ts";

/** Where on the page a tenant is found; the same from day to day, so that it can be linked to. */
export const tenantId = (tenant: string): string => `tenant-${tenant}`;

export const tenantLink = (tenant: string): Html =>
  html`<a href="#${encodeURIComponent(tenantId(tenant))}">${tenant}</a>`;
