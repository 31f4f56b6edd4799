import type { Emulator } from "#sandbox/emulators/core/emulator.ts";
import type { ErpState } from "#sandbox/emulators/erp/erp.ts";

/** Something that goes wrong at a tenant's ERP between two runs, and passes or is mended before the next. */
export interface BadDay {
  name: string;
  spoil: (erp: Emulator<ErpState>) => void;
  /** What is said to whoever runs the command. */
  says: RegExp;
}

/** The integration user of the dev tenant. */
const USER = "2";
const credentials = ({ state }: Emulator<ErpState>) => {
  const found = state.credentials[USER];
  if (!found) throw new Error("no integration user");
  return found;
};

export const BAD_DAYS: readonly BadDay[] = [
  {
    name: "the user was deactivated",
    spoil: ({ state }) => Object.assign(state.records["res.users"]?.[USER] ?? {}, { active: false }),
    says: /erpLogin.*the user is inactive \(some ERPs deactivate users after 30 days/s,
  },
  {
    name: "the user got a second factor, and has a password only",
    spoil: (erp) => {
      const own = credentials(erp);
      Object.assign(own, { totp: true, password: own.apiKey, apiKey: "" });
    },
    says: /two-factor authentication and needs an API key.*pulumi config set --secret modernauth:erpPassword/s,
  },
  {
    name: "the API key expired",
    spoil: (erp) => {
      credentials(erp).apiKey = "";
    },
    says: /API key is wrong or expired.*pulumi config set --secret modernauth:erpPassword/s,
  },
  {
    name: "a proxy answers with a page, and HTTP 200",
    spoil: ({ state }) => {
      state.proxy = "html";
    },
    says: /answered with a web page \(HTTP 200\).*pulumi config set modernauth:erpUrl/s,
  },
  {
    name: "a proxy sends us to its sign-in, HTTP 302",
    spoil: ({ state }) => {
      state.proxy = "redirect";
    },
    says: /redirected to https:\/\/login\.example\.net\. .*pulumi config set modernauth:erpUrl https:\/\/login\.example\.net/s,
  },
  {
    name: "a proxy does not reach the ERP, HTTP 502",
    spoil: ({ faults }) => faults.list.push({ status: 502 }),
    says: /the ERP behind it does not \(HTTP 502\)/,
  },
  {
    name: "a proxy gave up waiting, HTTP 504",
    spoil: ({ faults }) => faults.list.push({ status: 504 }),
    says: /gave up waiting \(HTTP 504\)\. The ERP may still be working: look before trying again/,
  },
  {
    name: "replies are cut in the middle",
    spoil: ({ state }) => {
      state.proxy = "cut";
    },
    says: /breaks off in the middle/,
  },
  {
    name: "a field is hidden by rights",
    spoil: ({ state }) => {
      state.hidden = [`res.company.${state.addon.names.msTenant}`];
    },
    says: /Microsoft "Locataire" \(tenant\): no field found.*Fields that the ERP user may not see are missing.*base\.group_system/s,
  },
];
