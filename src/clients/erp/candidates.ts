import type { MailSystem } from "#config/rules/mailSystems.ts";
import type { ErpRole } from "#config/rules/profiles.ts";
import type { Container, PlacedField } from "./arch.ts";
import type { Evidence } from "./evidence.ts";
import { isOAuthPage, isUseOAuth2, providerNamed, roleNamed } from "./labels.ts";
import type { FieldMeta } from "./records.ts";

/** A field with everything that speaks for or against it. */
export interface Candidate extends FieldMeta {
  /** The modules that bring it, none where it was made by hand; undefined when the user may not ask. */
  modules: readonly string[] | undefined;
  /** Whether the module that is looked for is one of them. */
  inModule: boolean;
  within: readonly Container[];
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
  return [...evidence.fields.values()].map((field) => {
    const modules = evidence.owners && [...(evidence.owners.get(field.name) ?? [])].filter(isAddon);
    const inModule = modules?.includes(evidence.module) ?? false;
    return { ...candidate(field, places.get(field.name) ?? []), modules, inModule };
  });
}

/** Where the ERP files what people make with its Studio: not the work of one hand. */
const isAddon = (module: string): boolean => module !== "studio_customization";

function candidate(
  field: FieldMeta,
  places: readonly PlacedField[],
): Omit<Candidate, "modules" | "inModule"> {
  // A form may show a field twice; the OAuth2 page is the place that counts.
  const place = places.find(isOnOAuthPage) ?? places[0];
  const labels = [place?.label, field.label].filter((label) => label !== undefined);
  const titles = [...(place?.groups ?? []), ...(place?.page === undefined ? [] : [place.page])];
  const role = labels.map(roleNamed).find((found) => found !== undefined);
  return {
    ...field,
    label: place?.label ?? field.label,
    within: place?.within ?? [],
    onOAuthPage: place !== undefined && isOnOAuthPage(place),
    page: place?.page,
    group: titles.find(providerNamed) ?? place?.groups[0],
    role,
    provider: [...labels, ...titles].map(providerNamed).find((found) => found !== undefined),
    useOAuth2: labels.some(isUseOAuth2),
    secret: role === "clientSecret" || places.some(({ password }) => password),
  };
}

/** On that page itself, or on a page in it. */
const isOnOAuthPage = ({ within }: PlacedField): boolean =>
  within.some(({ kind, title }) => kind === "page" && isOAuthPage(title));

export function isText({ type }: Candidate): boolean {
  return type === "char" || type === "text";
}

export function isBox({ type }: Candidate): boolean {
  return type === "boolean";
}
