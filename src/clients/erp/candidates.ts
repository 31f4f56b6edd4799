import type { MailSystem } from "#config/rules/mailSystems.ts";
import type { ErpRole } from "#config/rules/profiles.ts";
import type { PlacedField } from "./arch.ts";
import type { Evidence } from "./evidence.ts";
import { isOAuthPage, isUseOAuth2, providerNamed, roleNamed } from "./labels.ts";
import type { FieldMeta } from "./records.ts";

/** A field with everything that speaks for or against it. */
export interface Candidate extends FieldMeta {
  inModule: boolean;
  onOAuthPage: boolean;
  page: string | undefined;
  /** The nearest title that names a provider, else the nearest title. */
  group: string | undefined;
  role: ErpRole | undefined;
  provider: MailSystem | undefined;
  useOAuth2: boolean;
  /** The form hides what is typed, or the label says that it is a secret. */
  secret: boolean;
}

/** Turns what the ERP tells into candidates. Fields that `fields_get` does not know don't exist for this user. */
export function candidates(evidence: Evidence): Candidate[] {
  const places = new Map<string, PlacedField[]>();
  for (const placed of evidence.form ?? []) {
    places.set(placed.field, [...(places.get(placed.field) ?? []), placed]);
  }
  return [...evidence.fields.values()].map((field) =>
    candidate(field, places.get(field.name) ?? [], evidence.moduleFields?.has(field.name) ?? false),
  );
}

function candidate(field: FieldMeta, places: readonly PlacedField[], inModule: boolean): Candidate {
  // A form may show a field twice; the OAuth2 page is the place that counts.
  const place = places.find(({ page }) => page !== undefined && isOAuthPage(page)) ?? places[0];
  const labels = [place?.label, field.label].filter((label) => label !== undefined);
  const titles = [...(place?.groups ?? []), ...(place?.page === undefined ? [] : [place.page])];
  const role = labels.map(roleNamed).find((found) => found !== undefined);
  return {
    ...field,
    label: place?.label ?? field.label,
    inModule,
    onOAuthPage: place?.page !== undefined && isOAuthPage(place.page),
    page: place?.page,
    group: titles.find(providerNamed) ?? place?.groups[0],
    role,
    provider: [...labels, ...titles].map(providerNamed).find((found) => found !== undefined),
    useOAuth2: labels.some(isUseOAuth2),
    secret: role === "clientSecret" || places.some(({ password }) => password),
  };
}

export function isText({ type }: Candidate): boolean {
  return type === "char" || type === "text";
}
