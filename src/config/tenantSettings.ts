import type { RawEntry } from "./parse.ts";
import type { CalendarDate } from "./rules/dates.ts";
import { LIFETIME_MONTHS } from "./rules/defaults.ts";
import { rotate } from "./rules/rotation.ts";
import { NOTHING_MADE } from "./rules/situation.ts";
import { FIELD_NAMES, fieldOf, type Given } from "./tenantFields.ts";

/** A tenant's configuration without its secrets: the project's keys without the project's name, the plugin's with "modernauth:". */
export type Settings = Readonly<Record<string, unknown>>;

/** Stands for a value that is encrypted in the file. */
export const ENCRYPTED = "(encrypted)";

/** The key that the ERP's password stands under. */
export const ERP_PASSWORD_KEY = "modernauth:erpPassword";

/** The configuration that follows from what was given. Pure. @param today the day that the lifetime of the first secret counts from */
export function settingsOf(given: Given, today: CalendarDate): Settings {
  const usual = given.access === "vendor" || !given.dns ? "" : `https://${given.dns}`;
  const filled: Given = { ...given, "erp-url": given["erp-url"] || usual };
  const settings: Record<string, unknown> = {};
  // The order of the fields is that of the file.
  for (const name of FIELD_NAMES) {
    const value = filled[name];
    if (value !== undefined && value.length > 0) put(settings, fieldOf(name), value);
  }
  if (settings.microsoft) Object.assign(settings.microsoft, { generations: firstGenerations(today) });
  // The one section that every tenant has.
  settings.erp ??= {};
  return settings;
}

/** The dates of the first secret, as `modern-auth rotate` writes them. */
const firstGenerations = (today: CalendarDate) =>
  rotate([], NOTHING_MADE, { today, start: today, months: LIFETIME_MONTHS, named: false, warnDays: 0 })
    .generations;

/** The same in the form in which the engine hands it over. */
export const entriesIn = (settings: Settings): Record<string, RawEntry> =>
  Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [
      key,
      {
        value: typeof value === "string" ? value : JSON.stringify(value),
        encrypted: value === ENCRYPTED,
      },
    ]),
  );

function put(
  settings: Record<string, unknown>,
  { path, byId }: ReturnType<typeof fieldOf>,
  given: string | readonly string[],
): void {
  const read = (text: string) => (byId && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : text);
  const value = typeof given === "string" ? read(given) : given.map(read);
  const [top = "", key] = path.split(".");
  settings[top] = key === undefined ? value : { ...(settings[top] as object | undefined), [key]: value };
}
