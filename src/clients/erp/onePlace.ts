import type { MailSystem } from "#config/rules/mailSystems.ts";
import type { Container } from "./arch.ts";
import { type Candidate, isBox, isText } from "./candidates.ts";
import { OF_EVERY_MODEL } from "./records.ts";

/** Fields that belong together: what one module brings, or what stands on one page. */
export type FieldOrigin = { module: string } | { page: string };

/** The fields that fit one system, split by whether they are where its values are kept. */
export interface Sorted {
  /** Where that is, if it is known. */
  place: FieldOrigin | undefined;
  here: readonly Candidate[];
  elsewhere: readonly Candidate[];
  /** Fields of that place whose labels say nothing: one of them may be what is missing. */
  unnamed: readonly Candidate[];
}

/** A module may keep the values in the field itself, or in records that the field leads to. */
const HOLDERS = new Set(["char", "text", "html", "one2many", "many2one", "many2many"]);

/**
 * Sorts the fields that fit one system. The module's own come first; while it has fields that nobody understands, those may be the ones, and
 * no others count. Only then the page "OAuth2" decides, and last what people made by hand. What another module brings elsewhere is
 * never taken: a known label does not make it ours.
 * @param fit fields that hold a value of this system, by their labels
 * @param pinned fields whose purpose the configuration states
 */
export function sortByPlace(
  all: readonly Candidate[],
  fit: readonly Candidate[],
  pinned: ReadonlySet<string>,
  { module, system }: { module: string; system: MailSystem },
): Sorted {
  const unnamed = unexplained(all, pinned).filter(({ provider }) => !provider || provider === system);
  const own = fit.filter(({ inModule }) => inModule);
  const ownUnnamed = unnamed.filter(({ inModule }) => inModule);
  if (own.length > 0 || ownUnnamed.length > 0) return split(fit, own, ownUnnamed.filter(isText), { module });
  const onPage = fit.filter(({ onOAuthPage }) => onOAuthPage);
  const unnamedOnPage = unnamed.filter((field) => field.onOAuthPage && isText(field));
  const [first] = [...onPage, ...unnamedOnPage];
  if (first) return split(fit, onPage, unnamedOnPage, { page: first.page ?? "" });
  return split(fit, fit.filter(isByHand), [], undefined);
}

/**
 * The same for the switch of mail servers: while the module has switches or choices that nobody understands, no other module's switch counts.
 */
export function sortSwitches(all: readonly Candidate[], module: string): Sorted {
  const fit = all.filter((field) => isBox(field) && field.useOAuth2);
  const own = fit.filter(({ inModule }) => inModule);
  const unnamed = all.filter((field) => field.inModule && isSwitch(field) && !field.useOAuth2);
  return own.length > 0 || unnamed.length > 0
    ? split(fit, own, unnamed.filter(isBox), { module })
    : split(fit, fit, [], undefined);
}

const isSwitch = (field: Candidate): boolean => isBox(field) || field.type === "selection";

const split = (
  fit: readonly Candidate[],
  here: readonly Candidate[],
  unnamed: readonly Candidate[],
  place: FieldOrigin | undefined,
): Sorted => ({ place, here, elsewhere: fit.filter((field) => !here.includes(field)), unnamed });

/**
 * Whether these fields come from one place: one module, or, where nobody says which modules they are of, one page or group of the form. A
 * page on which something else stands that nobody understands proves nothing then.
 */
export function areOfOnePlace(
  fields: readonly Candidate[],
  all: readonly Candidate[],
  pinned: ReadonlySet<string>,
): boolean {
  const [first, ...others] = fields;
  if (!first) return true;
  if (fields.some(({ modules }) => modules?.length))
    return (first.modules ?? []).some((module) => others.every(({ modules }) => modules?.includes(module)));
  const shared = sharedContainer(first, others);
  if (!shared) return false;
  const byHand = fields.every(isByHand);
  if (byHand && fields.every(({ within }) => within[0] === shared)) return true;
  return !unexplained(all, pinned).some(
    (field) =>
      isText(field) &&
      (byHand
        ? isByHand(field) && field.within.includes(shared)
        : field.onOAuthPage || field.within.includes(shared)),
  );
}

/** The innermost page or group that all of them stand in. */
const sharedContainer = (first: Candidate, others: readonly Candidate[]): Container | undefined =>
  first.within.find((container) => others.every(({ within }) => within.includes(container)));

/** Known to be of no module. */
const isByHand = ({ modules }: Candidate): boolean => modules?.length === 0;

/** Fields that may hold a value, and whose labels do not say which one of which system. */
const unexplained = (all: readonly Candidate[], pinned: ReadonlySet<string>): Candidate[] =>
  all.filter(
    (field) =>
      HOLDERS.has(field.type) &&
      !(isText(field) && field.role && field.provider) &&
      !OF_EVERY_MODEL.has(field.name) &&
      !pinned.has(field.name),
  );
