import type { ErpState, MailHost } from "../options.ts";
import { pyStr, type Row, type Value } from "../values.ts";

/** What a mail server says to a visitor: nothing at all, no, or yes. */
export type Reply = "refused" | "login" | "recipient" | "accepted";

function hostAt(state: ErpState, host: Value | undefined, port: Value | undefined): MailHost | undefined {
  return state.mailHosts[`${pyStr(host ?? "")}:${pyStr(port ?? "")}`];
}

/** How a mail server answers to a login and, where mail is sent, to a recipient. */
export function visit(state: ErpState, row: Row, names: { host: string; port: string; user: string }): Reply {
  const host = hostAt(state, row[names.host], row[names.port]);
  if (!host) return "refused";
  const user = row[names.user];
  if (typeof user === "string" && user !== "" && (host.noLogin || host.refusedLogins.includes(user)))
    return "login";
  return host.noRelay ? "recipient" : "accepted";
}
