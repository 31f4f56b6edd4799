import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { googleSchema } from "#config/googleSchema.ts";
import { LANGUAGES } from "#config/rules/languages.ts";
import { guideModel } from "#pages/guide/model.ts";
import { guidePage, type Page } from "#pages/guide/page.ts";
import { SCOPES } from "#pages/guide/steps.ts";
import type { Text } from "#pages/guide/text.ts";
import { hostileModel, MODEL } from "./models.ts";

const STEPS = ["account", "branding", "audience", "dataAccess", "client", "file"];
const EXTERNAL = { ...MODEL, audience: "external" } as const;

const valuesOf = (page: Page, id?: string): string[] =>
  page.steps
    .filter((step) => id === undefined || step.id === id)
    .flatMap(({ values }) => values.flatMap((value) => ("value" in value ? [value.value] : [])));

const said = (lines: readonly Text[]): string =>
  lines
    .flat()
    .map((piece) => (typeof piece === "string" ? piece : "code" in piece ? piece.code : piece.shown))
    .join("");

const everything = (page: Page): string =>
  [...page.intro, ...page.steps.flatMap(({ screen, traps }) => [...screen, ...traps])]
    .map((line) => said([line]))
    .join("\n");

const ERP = { dns: "acme.cid-erp.app", redirectUris: ["https://acme.cid-erp.app/oauth2/retrieve_token"] };

it("The guide has the same steps, links and values in every language, in Google's order", () => {
  for (const model of [MODEL, EXTERNAL]) {
    const shapes = LANGUAGES.map((language) =>
      guidePage(model, language).steps.map(({ id, url, values, screen, traps }) => ({
        id,
        url,
        values: values.map((value) => ("value" in value ? value.value : undefined)),
        screen: screen.length,
        traps: traps.length,
      })),
    );
    for (const shape of shapes) assert.deepEqual(shape, shapes[0]);
    assert.deepEqual(
      shapes[0]?.map(({ id }) => id),
      STEPS,
    );
  }
});

it("The guide names each thing on the screen by the same English name in every language", () => {
  const english = (page: Page) =>
    page.steps.flatMap(({ screen, traps }) =>
      [...screen, ...traps].flat().flatMap((piece) => {
        if (typeof piece === "string" || "code" in piece) return [];
        return [piece.english ?? piece.shown];
      }),
    );
  for (const model of [MODEL, EXTERNAL])
    for (const language of LANGUAGES)
      assert.deepEqual(english(guidePage(model, language)), english(guidePage(model, "en")), language);
});

it("The guide leads into the project at every step", () => {
  assert.deepEqual(
    guidePage(MODEL, "en").steps.map(({ url }) => url),
    ["overview", "branding", "audience", "scopes", "clients/create", "clients"].map(
      (page) => `https://console.cloud.google.com/auth/${page}?project=acme-erp`,
    ),
  );
  fc.assert(
    fc.property(hostileModel, (model) => {
      for (const { url } of guidePage(model, "en").steps) {
        const { origin, searchParams, hash } = new URL(url);
        assert.deepEqual(
          [origin, searchParams.get("project"), hash],
          ["https://console.cloud.google.com", model.project, ""],
        );
      }
    }),
  );
});

it("The guide has every value to paste in the step that asks for it", () => {
  const page = guidePage(MODEL, "fr");
  assert.deepEqual(valuesOf(page, "account"), ["acme-erp", "roles/oauthconfig.editor", "anna@acme.example"]);
  assert.deepEqual(valuesOf(page, "branding"), [
    "CID ERP",
    "support@acme.example",
    "cid-erp.app",
    "it@acme.example",
    "dev@acme.example",
  ]);
  const scopes = SCOPES.map(({ scope }) => scope);
  assert.deepEqual(valuesOf(page, "dataAccess"), [scopes.join("\n"), ...scopes]);
  assert.deepEqual(valuesOf(page, "client"), ["CID ERP", ...MODEL.redirectUris]);
  const several = { ...MODEL, redirectUris: ["https://a.example/mail", "https://a.example/calendar"] };
  assert.deepEqual(valuesOf(guidePage(several, "en"), "client").slice(1), several.redirectUris);
  assert.deepEqual(valuesOf(page, "file"), [
    "npm run modern-auth -- google import acme client_secret_*.json",
    "pulumi up --stack acme",
    "npm run modern-auth -- google attest acme all --audience internal --by",
  ]);
});

it("The guide says the class of each scope, and that the calendar's is what the console shows", () => {
  const step = guidePage(MODEL, "en").steps.find(({ id }) => id === "dataAccess");
  const classes = step?.values.slice(1).map((value) => [value.label, "value" in value && value.value]);
  assert.deepEqual(classes, [
    ["Non-sensitive scope", "openid"],
    ["Non-sensitive scope", "email"],
    ["Non-sensitive scope", "profile"],
    ["Scope of the calendar: sensitive, if the console says so", "https://www.googleapis.com/auth/calendar"],
    ["Restricted scope", "https://mail.google.com/"],
  ]);
});

it("The guide says which key to set, and what to choose meanwhile, where an address is not configured", () => {
  const { supportEmail: _, ...rest } = MODEL;
  for (const language of LANGUAGES) {
    const branding = guidePage({ ...rest, developerEmails: [] }, language).steps[1];
    const missing = branding?.values.flatMap((value) => ("missing" in value ? [said([value.missing])] : []));
    assert.equal(missing?.length, 2, language);
    assert.match(missing?.[0] ?? "", /IT.*--path google\.supportEmail it@example\.com --stack acme/);
    assert.match(
      missing?.[1] ?? "",
      /IT.*--path 'google\.developerEmails\[0\]' it@example\.com --stack acme/,
    );
  }
});

it("The guide says what an external audience costs, or would cost", () => {
  for (const language of LANGUAGES) {
    const audience = (model: typeof MODEL) => {
      const [, , step] = guidePage(model, language).steps;
      return said([...(step?.screen ?? []), ...(step?.traps ?? [])]);
    };
    for (const cost of ["CASA", "100", "10 ", "6 ", "7 "])
      assert.ok(audience(EXTERNAL).includes(cost), `${language}: ${cost}`);
    assert.match(audience(MODEL), /org_internal/);
    assert.match(audience(MODEL), /CASA.*100/, "what External would cost");
  }
  assert.ok(
    valuesOf(guidePage(EXTERNAL, "en"), "file")
      .at(-1)
      ?.includes(" all --audience external --publishing production --by"),
  );
});

it("The guide names the traps", () => {
  for (const language of LANGUAGES) {
    const words = everything(guidePage(MODEL, language));
    for (const trap of [/installed/, /JavaScript/, /http:\/\//, /redirect_uri_mismatch/, /7 /, /\b4 /])
      assert.match(words, trap, language);
  }
});

it("The guide is the same for the same model", () => {
  for (const language of LANGUAGES)
    assert.deepEqual(guidePage(structuredClone(MODEL), language), guidePage(MODEL, language));
});

const google = googleSchema.parse({ project: "acme-erp", operators: ["user:anna@acme.example"] });

it("The model of the guide takes the domain from the DNS name, unless the configuration names one", () => {
  assert.equal(guideModel("acme", { ...ERP, dns: "erp.acme.co.uk" }, google).authorizedDomain, "acme.co.uk");
  const named = { ...google, authorizedDomain: "erp.acme.co.uk" };
  assert.equal(
    guideModel("acme", { ...ERP, dns: "erp.acme.co.uk" }, named).authorizedDomain,
    "erp.acme.co.uk",
  );
});

it("The model of the guide has defaults for all that need not be configured, and no address that is not", () => {
  assert.deepEqual(guideModel("acme", ERP, google), {
    stack: "acme",
    project: "acme-erp",
    applicationName: "CID ERP",
    authorizedDomain: "cid-erp.app",
    redirectUris: ERP.redirectUris,
    audience: "internal",
    operators: ["anna@acme.example"],
    developerEmails: [],
  });
});
