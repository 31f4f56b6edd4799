import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DiscoveryError } from "#clients/erp/discovery.ts";
import { ROLE_LABELS } from "#clients/erp/labels.ts";
import { MAIL_SYSTEMS, type MailSystem } from "#config/rules/mailSystems.ts";
import type { ErpRole } from "#config/rules/profiles.ts";
import { discover, type Field, OTHER, OWN, ROLES } from "./companyForm.ts";

const UNKNOWN = ["Valeur 2", "Chiave segreta", "Segreto del client", "Schlüssel 7", "Key material", "Note"];
const TITLES = { microsoft: ["Microsoft", "Office 365", "Azure"], google: ["Google", "Gmail"] } as const;

/** A form on which the addon, another addon and people have fields for one system, with labels that are known or not. */
const forms = fc
  .record({
    system: fc.constantFrom(...MAIL_SYSTEMS),
    readable: fc.boolean(),
    page: fc.constantFrom("OAuth2", "OAuth 2.0", "Authentification", "Einstellungen"),
    known: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    pick: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
    spread: fc.constantFrom("group", "page", "nested", "pages", "separate groups"),
    strangers: fc.array(
      fc.record({
        role: fc.constantFrom<ErpRole>(...ROLES),
        of: fc.constantFrom([OTHER], ["base"], [], ["studio_customization"]),
        at: fc.constantFrom("own page", "own group", "twin page", "other page", "hidden"),
        known: fc.boolean(),
      }),
      { maxLength: 6 },
    ),
    complete: fc.option(fc.constantFrom("own page", "own group", "twin page", "other page", "hidden")),
  })
  .map(({ system, page, known, pick, spread, readable, ...others }) => {
    const { complete } = others;
    const set = complete ? ROLES.map((role) => ({ role, of: [OTHER], at: complete, known: true })) : [];
    const strangers = [...set, ...others.strangers.slice(0, 6 - set.length)];
    const title = TITLES[system][(pick[0] ?? 0) % TITLES[system].length] ?? "";
    const label = (role: ErpRole, isKnown: boolean, at: number): string => {
      const all = isKnown ? ROLE_LABELS[role] : UNKNOWN;
      return all[(pick[at] ?? 0) % all.length] ?? "";
    };
    const group = [`page:${page}`, `group:${title}`];
    const places: Record<typeof spread, (index: number) => string[]> = {
      group: () => group,
      page: () => [`page:${page}`],
      nested: () => [`page:${page}`, `page:${title}`],
      pages: (index) => [`page:${page} ${index % 2}`, `group:${title}`],
      "separate groups": (index) => [`page:${page}`, `group:${title} ${index % 2}`],
    };
    const own = ROLES.map((role, index): Field => {
      const text = label(role, known[index] ?? true, index + 1);
      // Without a group the label itself says whose value it is.
      return {
        name: `own_${role}`,
        label: spread === "page" && known[index] ? `${title} ${text}` : text,
        of: [OWN],
        at: places[spread](index),
      };
    });
    // Who sees neither modules nor a page of the addon's with that title has nothing to tell it from another addon's page.
    const blind = !readable && !(page.startsWith("OAuth") && spread !== "pages");
    const foreign = strangers.map((one, index): Field => {
      const at = {
        "own page": [blind ? "page:Autre" : `page:${page}`, `group:Sauvegarde ${title}`],
        "own group": own[0]?.at,
        "twin page": [blind ? "page:Autre" : "page:OAuth2#", `group:${title}`],
        "other page": ["page:Sauvegarde", `group:${title}`],
        hidden: undefined,
      }[one.at];
      return {
        name: `x_${one.role}_${index}`,
        label: `${title} ${label(one.role, one.known, 5 + index)}`,
        of: one.of,
        ...(at ? { at } : {}),
      };
    });
    return { system, readable, own, foreign, known };
  });

const outcome = async (
  fields: readonly Field[],
  system: MailSystem,
  readable: boolean,
): Promise<Partial<Record<ErpRole, string>> | undefined> => {
  try {
    const found = await discover(fields, { providers: [system], readable });
    return (found as Record<MailSystem, Partial<Record<ErpRole, string>>>)[system];
  } catch (error) {
    if (error instanceof DiscoveryError) return undefined;
    throw error;
  }
};

test("on any form a value goes to the addon's own field for it, or nowhere", async () => {
  await fc.assert(
    fc.asyncProperty(forms, async ({ system, readable, own, foreign }) => {
      const found = await outcome([...own, ...foreign], system, readable);
      for (const [role, field] of Object.entries(found ?? {})) assert.equal(field, `own_${role}`);
    }),
    { numRuns: 400 },
  );
});

test("on any form an addon whose labels are all known is found, whatever others have put there", async () => {
  await fc.assert(
    fc.asyncProperty(forms, async ({ system, own, foreign, known }) => {
      fc.pre(known.every(Boolean));
      const found = await outcome([...own, ...foreign], system, true);
      assert.deepEqual(found, Object.fromEntries(ROLES.map((role) => [role, `own_${role}`])));
    }),
    { numRuns: 60 },
  );
});
