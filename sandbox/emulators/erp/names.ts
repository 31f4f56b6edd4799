/** What the addon's fields on a company are for. */
export const companyRoles = [
  "msClient",
  "msTenant",
  "msSecret",
  "msRedirect",
  "ggClient",
  "ggTenant",
  "ggSecret",
  "ggRedirect",
] as const;
export type CompanyRole = (typeof companyRoles)[number];

/** The technical names that the vendor's addon gave its fields and its button. Nobody outside knows them beforehand. */
export type ErpNames = Record<CompanyRole | "incomingFlag" | "outgoingFlag" | "tokenMethod", string>;

/** How the name of each part can look. */
const parts = {
  prefix: ["x_auth", "x_mauth", "cid_oa", "fit_sso"],
  ms: ["ms", "o365", "az", "entra"],
  gg: ["gg", "goog", "gws", "wksp"],
  client: ["appid", "cli", "ident", "kennung"],
  tenant: ["dir", "org", "tnt", "realm"],
  secret: ["pwd", "scr", "hush", "val2"],
  redirect: ["cb", "back", "ruri", "ret"],
  flag: ["mode2", "oa2_on", "modern", "xoauth"],
  verb: ["fetch_grant", "action_pull_token", "do_oauth", "btn_retrieve"],
} as const;

/**
 * Makes up technical names. Every seed gives the same names again, different seeds mostly different ones, so that
 * a product that knows names beforehand is found out.
 * @param seed any text; the default gives `x_auth_ms_appid` and its like
 */
export function inventNames(seed = ""): ErpNames {
  const one = (part: keyof typeof parts): string => {
    const options = parts[part];
    return options[digest(seed, part) % options.length] ?? options[0];
  };
  const field = (cloud: "ms" | "gg", what: "client" | "tenant" | "secret" | "redirect") =>
    `${one("prefix")}_${one(cloud)}_${one(what)}`;
  return {
    msClient: field("ms", "client"),
    msTenant: field("ms", "tenant"),
    msSecret: field("ms", "secret"),
    msRedirect: field("ms", "redirect"),
    ggClient: field("gg", "client"),
    ggTenant: field("gg", "tenant"),
    ggSecret: field("gg", "secret"),
    ggRedirect: field("gg", "redirect"),
    incomingFlag: `${one("prefix")}_${one("flag")}_in`,
    outgoingFlag: `${one("prefix")}_${one("flag")}_out`,
    tokenMethod: one("verb"),
  };
}

function digest(seed: string, part: string): number {
  if (seed === "") return 0;
  let sum = 0;
  for (const char of `${seed}/${part}`) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 1_000_003;
  return sum;
}
