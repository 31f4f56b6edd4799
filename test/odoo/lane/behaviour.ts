import type { Protocol } from "#clients/erp/connect.ts";
import { type ErpUnderTest, erpBehaviour, type Login } from "#test/erp/behaviour.ts";
import { RELEASES, type Release } from "../release.ts";
import { type Seed, startOdoo } from "../server.ts";

const SEED: Seed = {
  companies: ["Exemple SA", "Exemple Romandie Sàrl"],
  users: [
    { login: "admin", settings: true },
    { login: "clerk" },
    { login: "sleeper", settings: true, active: false },
    { login: "otp", settings: true, totp: true },
  ],
  incoming: [{ name: "Office 365", host: "outlook.office365.com" }],
  // The discard port, where nobody answers.
  outgoing: [{ name: "Office 365 SMTP", host: "127.0.0.1", port: 9, encryption: "none" }],
};

/** A fresh server for each protocol, so that none sees what another left. */
async function underTest(release: Release, protocol: Protocol): Promise<ErpUnderTest> {
  const { url, database, credentials, close } = await startOdoo(release, SEED);
  const of = (login: Login) => {
    const found = credentials[login];
    if (!found) throw new Error(`the server has no user ${login}`);
    return found;
  };
  return {
    at: (login) => ({ url, database, login, password: of(login).apiKey, protocol }),
    password: (login) => (protocol === "json2" ? undefined : of(login).password),
    secrets: () => Object.values(credentials).flatMap(({ password, apiKey }) => [password, apiKey]),
    close,
  };
}

for (const release of RELEASES) {
  for (const protocol of release.protocols) {
    erpBehaviour(`Odoo ${release.major} over ${protocol}`, () => underTest(release, protocol));
  }
}
