import { accessDenied, missingError } from "./errors.ts";
import type { ErpState } from "./options.ts";
import { timestamp } from "./records.ts";
import { table } from "./schema.ts";

/** How one attempt to prove who one is ends. */
type Proof = "good" | "bad" | "too many";

function parameter(state: ErpState, key: string, fallback: number): number {
  const row = Object.values(table(state, "ir.config_parameter")).find((one) => one["key"] === key);
  const number = Number(row?.["value"]);
  return Number.isFinite(number) && row ? number : fallback;
}

/** 14 refuses everybody from an address after ten failures in a row, for a minute after the last. */
function coolingDown(state: ErpState): boolean {
  if (state.flavour !== "odoo-14") return false;
  const { failures, lastFailure } = state.logins;
  if (failures < parameter(state, "base.login_cooldown_after", 10)) return false;
  const since = Date.now() - Date.parse(`${lastFailure.replace(" ", "T")}Z`);
  return since < parameter(state, "base.login_cooldown_duration", 60) * 1000;
}

/** Checks a password or key and keeps count. With two factors only the key counts. */
function prove(state: ErpState, uid: number | undefined, secret: unknown): Proof {
  if (coolingDown(state)) return "too many";
  const credentials = state.credentials[String(uid)];
  const row = table(state, "res.users")[String(uid)];
  const known =
    credentials !== undefined && row?.["active"] === true && typeof secret === "string" && secret !== "";
  const good =
    known && (secret === credentials.apiKey || (secret === credentials.password && !credentials.totp));
  state.logins = good
    ? { failures: 0, lastFailure: "" }
    : { failures: state.logins.failures + 1, lastFailure: timestamp() };
  return good ? "good" : "bad";
}

/** The `authenticate` of the common service. @returns false, never an error, when the login is refused */
export function authenticate(state: ErpState, login: unknown, secret: unknown): number | false {
  const found = Object.entries(table(state, "res.users")).find(([, row]) => row["login"] === login);
  const uid = found ? Number(found[0]) : undefined;
  return prove(state, uid, secret) === "good" && uid !== undefined ? uid : false;
}

/** Checks what every call of the object service brings along. @throws ErpError AccessDenied; MissingError for an unknown user */
export function checkCredentials(state: ErpState, uid: number, secret: unknown): void {
  if (!table(state, "res.users")[String(uid)]) throw missingError("res.users", uid, uid);
  const proof = prove(state, uid, secret);
  if (proof === "too many")
    throw accessDenied("Too many login failures, please wait a bit before trying again.");
  if (proof === "bad") throw accessDenied();
}

/** The user whom an API key belongs to. Passwords are no keys. */
export function userOfKey(state: ErpState, key: string): number | undefined {
  const found = Object.entries(state.credentials).find(([, one]) => one.apiKey === key && key !== "");
  const active = found && table(state, "res.users")[found[0]]?.["active"] === true;
  return active ? Number(found[0]) : undefined;
}
