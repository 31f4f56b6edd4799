import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { ErpClient } from "#clients/erp/client.ts";
import {
  type CompanyValues,
  findCompany,
  readCompanyOAuth,
  writeCompanyOAuth,
} from "#clients/erp/company.ts";
import { type ConnectOptions, connect } from "#clients/erp/connect.ts";
import {
  type CompanyFields,
  DiscoveryError,
  discoverCompanyFields,
  discoverUseOAuth2,
} from "#clients/erp/discovery.ts";
import type { ErpError, ErpErrorKind } from "#clients/erp/errors.ts";
import { installModule, isInstalled, moduleState, uninstallModule } from "#clients/erp/module.ts";
import { read, write } from "#clients/erp/records.ts";
import {
  findServer,
  isConfirmed,
  readServerOAuth2,
  resetConfirmation,
  setServerOAuth2,
} from "#clients/erp/servers.ts";
import { discoverSignIn, signInLink } from "#clients/erp/signIn.ts";
import { sendTestMail } from "#clients/erp/testMail.ts";
import { failureOf } from "./failure.ts";

/** Who logs in: an administrator, an employee without further rights, a deactivated administrator, one with two factors. */
export type Login = "admin" | "clerk" | "sleeper" | "otp";

/**
 * A server to try the client on. It has the companies "Exemple SA" and "Exemple Romandie Sàrl", the four users, who speak French,
 * an incoming mail server "Office 365" that is confirmed, an outgoing one "Office 365 SMTP" at which nobody answers, and on its disk, not installed, a
 * module `auth_oauth2` with the company page "OAuth2", whose technical names the suite does not know.
 */
export interface ErpUnderTest {
  /** How a user gets in, with the password or API key that the protocol takes; `protocol` included. */
  at(login: Login): ConnectOptions;
  /** A user's password where the protocol takes passwords; undefined where it takes API keys only. */
  password(login: Login): string | undefined;
  /** Whether unknown fields of a write are dropped without a word, as 7.0 does. @default false */
  dropsUnknownFields?: boolean;
  /** Secrets that must never be in an error. */
  secrets(): Iterable<string>;
  close(): Promise<void>;
}

const MODULE = "auth_oauth2";
const OTHER = "Exemple Romandie Sàrl";

const VALUES = {
  microsoft: {
    clientId: "11111111-2222-3333-4444-555555555555",
    tenant: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
    clientSecret: "made-up~ms.secret-9<&>é",
    redirectUri: "https://erp.example.com/oauth2/retrieve_token",
  },
  google: {
    clientId: "123456789012-short.apps.googleusercontent.com",
    clientSecret: "GOCSPX-made-up-9",
    redirectUri: "https://erp.example.com/oauth2/retrieve_token",
  },
} satisfies CompanyValues;

/** How an ERP behaves towards the client, from its first login to the module's end. The same for every server and protocol. */
export function erpBehaviour(name: string, makeServer: () => Promise<ErpUnderTest>): void {
  describe(`The ERP client and ${name}`, () => {
    let server: ErpUnderTest;
    let client: ErpClient;
    before(async () => {
      server = await makeServer();
      client = await connect(server.at("admin"));
    });
    after(() => server?.close());

    /** The error of an attempt, after a look that no secret is in it. */
    const failure = (attempt: Promise<unknown>, kind: ErpErrorKind): Promise<ErpError> =>
      failureOf(attempt, kind, [
        ...server.secrets(),
        VALUES.microsoft.clientSecret,
        VALUES.google.clientSecret,
      ]);

    describe("at the login", () => {
      it(`The ERP client and ${name} at the login knows the protocol, the version, the user and the user's language`, async () => {
        const { protocol } = server.at("admin");
        if (protocol !== "auto") assert.equal(client.protocol, protocol);
        assert.ok((await client.version()).major >= 7);
        const { uid, lang } = await client.user();
        assert.ok(uid > 0);
        assert.equal(lang, "fr_FR");
      });

      it(`The ERP client and ${name} at the login tells a wrong password and a deactivated user, and says what may be the cause`, async () => {
        const wrong = await failure(
          connect({ ...server.at("admin"), password: "wrong-pw-0815" }),
          "login-refused",
        );
        assert.match(wrong.message, /inactive.*two-factor/s);
        await failure(connect(server.at("sleeper")), "login-refused");
      });

      it(`The ERP client and ${name} at the login refuses the password of a user with two factors, and takes the API key`, async () => {
        const password = server.password("otp");
        if (password) await failure(connect({ ...server.at("otp"), password }), "login-refused");
        assert.ok((await (await connect(server.at("otp"))).user()).uid > 0);
      });

      it(`The ERP client and ${name} at the login tells an unknown database`, async () => {
        const error = await failure(
          connect({ ...server.at("admin"), database: "no_such_db" }),
          "unknown-database",
        );
        assert.match(error.message, /"no_such_db"/);
      });
    });

    describe("without the module", () => {
      it(`The ERP client and ${name} without the module finds no field, and says what is missing`, async () => {
        assert.ok(!isInstalled(await moduleState(client, MODULE)));
        await assert.rejects(discoverCompanyFields(client), (error) => error instanceof DiscoveryError);
        await assert.rejects(
          discoverUseOAuth2(client, "incoming"),
          (error) => error instanceof DiscoveryError,
        );
      });

      it(`The ERP client and ${name} without the module does not let a user without rights install it`, async () => {
        const clerk = await connect(server.at("clerk"));
        await failure(installModule(clerk, MODULE), "no-rights");
        assert.ok(!isInstalled(await moduleState(client, MODULE)));
      });

      it(`The ERP client and ${name} without the module says of a module that the server does not have who can help`, async () => {
        const error = await failure(installModule(client, "auth_nowhere"), "missing-record");
        assert.match(error.message, /"auth_nowhere" is not on the ERP server/);
      });

      it(`The ERP client and ${name} without the module installs it once`, async () => {
        const installed = { changed: true, state: "installed" };
        assert.deepEqual(await installModule(client, MODULE), installed);
        assert.deepEqual(await installModule(client, MODULE), { ...installed, changed: false });
      });
    });

    describe("with the module", () => {
      let fields: CompanyFields;
      const company = async () => (await findCompany(client, OTHER)).id;
      before(async () => {
        fields = await discoverCompanyFields(client);
      });

      it(`The ERP client and ${name} with the module finds the fields of the page, told apart by their groups, and knows which hold secrets`, () => {
        const { microsoft, google } = fields;
        assert.ok(microsoft && google?.tenant);
        const found = [...Object.values(microsoft), ...Object.values(google)];
        assert.equal(new Set(found.map(({ field }) => field)).size, 8);
        const secret = found.filter((one) => one.secret).map(({ field }) => field);
        assert.deepEqual(secret, [microsoft.clientSecret.field, google.clientSecret.field]);
        assert.equal(microsoft.tenant.label, "Locataire");
      });

      it(`The ERP client and ${name} with the module finds a company by its exact name only, and lists those that there are`, async () => {
        assert.deepEqual(await findCompany(client, await company()), { id: await company(), name: OTHER });
        const error = await failure(findCompany(client, "exemple romandie"), "missing-record");
        assert.match(error.message, new RegExp(`"${OTHER}" \\(id ${await company()}\\)`));
      });

      it(`The ERP client and ${name} with the module writes the values to that company alone, and reads them back`, async () => {
        const id = await company();
        const { written, after: shown } = await writeCompanyOAuth(client, id, fields, VALUES);
        assert.equal(written.length, 7);
        for (const [provider, roles] of Object.entries(VALUES)) {
          for (const [role, value] of Object.entries(roles)) {
            const path = `${provider}.${role}` as keyof typeof shown;
            assert.deepEqual(shown[path], { value, visibility: "readable" }, path);
          }
        }
        const { id: other } = await findCompany(client, "Exemple SA");
        const untouched = await readCompanyOAuth(client, other, fields);
        assert.deepEqual(
          Object.values(untouched).filter(({ value }) => value !== ""),
          [],
        );
      });

      it(`The ERP client and ${name} with the module writes again only what somebody changed`, async () => {
        const id = await company();
        await writeCompanyOAuth(client, id, fields, VALUES);
        assert.deepEqual((await writeCompanyOAuth(client, id, fields, VALUES)).written, []);
        const { field } = fields.microsoft?.tenant ?? {};
        await write(client, "res.company", [id], { [field ?? ""]: "somebody else's" });
        const { written } = await writeCompanyOAuth(client, id, fields, VALUES);
        assert.deepEqual(written, ["microsoft.tenant"]);
      });

      it(`The ERP client and ${name} with the module clears a value where that is asked for, and an empty secret is never a slip`, async () => {
        const id = await company();
        await writeCompanyOAuth(client, id, fields, VALUES);
        const empty = { google: { clientId: "", clientSecret: "", redirectUri: "" } };
        await failure(writeCompanyOAuth(client, id, fields, empty), "validation");
        const { after: shown } = await writeCompanyOAuth(client, id, fields, empty, { clearSecrets: true });
        assert.deepEqual(shown["google.clientSecret"], { value: "", visibility: "readable" });
      });

      it(`The ERP client and ${name} with the module says that a company is not there, though the ERP says 'done' to such a write`, async () => {
        await failure(writeCompanyOAuth(client, 9999, fields, VALUES), "missing-record");
        assert.deepEqual(await read(client, "res.company", [9999], ["name"]), []);
      });

      it(`The ERP client and ${name} with the module does not write as a user without rights, and says so`, async () => {
        const clerk = await connect(server.at("clerk"));
        const values = { microsoft: { tenant: "bbbbbbbb-bbbb-cccc-dddd-eeeeeeeeeeee" } };
        await failure(writeCompanyOAuth(clerk, await clerkCompany(clerk), fields, values), "no-rights");
        await failure(findServer(clerk, "incoming", "Office 365"), "no-rights");
      });

      async function clerkCompany(clerk: ErpClient): Promise<number> {
        return (await findCompany(clerk, "Exemple SA")).id;
      }

      it(`The ERP client and ${name} with the module switches one mail server of each kind on and off, and leaves a confirmed one confirmed`, async () => {
        for (const [kind, called] of [
          ["incoming", "Office 365"],
          ["outgoing", "Office 365 SMTP"],
        ] as const) {
          const use = await discoverUseOAuth2(client, kind);
          const found = await findServer(client, kind, called);
          for (const wanted of [true, false]) {
            assert.equal(await setServerOAuth2(client, found, use, wanted), "changed", `${kind} ${wanted}`);
            assert.equal(await setServerOAuth2(client, found, use, wanted), "unchanged");
            assert.equal(await readServerOAuth2(client, found, use), wanted);
          }
          if (kind === "outgoing") continue;
          const [row] = await read(client, "fetchmail.server", [found.id], ["state"]);
          assert.equal(row?.["state"], "done");
        }
        await failure(findServer(client, "incoming", "office 365"), "missing-record");
      });

      it(`The ERP client and ${name} with the module finds the button that starts a sign-in, and where it leads once the server uses OAuth2`, async () => {
        const server = await findServer(client, "incoming", "Office 365");
        const { method } = await discoverSignIn(client);
        assert.ok(method);
        await failure(signInLink(client, server, method), "validation");
        const use = await discoverUseOAuth2(client, "incoming");
        await setServerOAuth2(client, server, use, true);
        const link = await signInLink(client, server, method);
        assert.match(link ?? "", /^https:\/\//);
        await setServerOAuth2(client, server, use, false);
      });

      it(`The ERP client and ${name} with the module sends a mail and tells what became of it, though the ERP says 'done' to every one`, async () => {
        const server = await findServer(client, "outgoing", "Office 365 SMTP");
        const mail = await sendTestMail(client, server, { from: "info@example.com", to: "anna@example.com" });
        assert.equal(mail.outcome, "refused");
        const [row] = await read(client, "mail.mail", [mail.id], ["subject", "state"]);
        assert.deepEqual([row?.["subject"], row?.["state"]], [mail.subject, "exception"]);
      });

      it(`The ERP client and ${name} with the module resets a confirmation`, async () => {
        const server = await findServer(client, "incoming", "Office 365");
        assert.equal(await isConfirmed(client, server), true);
        await resetConfirmation(client, server);
        assert.equal(await isConfirmed(client, server), false);
      });
    });

    describe("asked for what is not there", () => {
      it(`The ERP client and ${name} asked for what is not there tells a model, a method and a field from each other`, async () => {
        await failure(client.call("no.such.model", "read", { ids: [1] }), "no-such-model");
        await failure(client.call("res.company", "no_such_method", { ids: [1] }), "no-such-method");
        await failure(client.call("res.company", "_write", { ids: [1] }), "no-such-method");
        const error = await failure(read(client, "res.company", [1], ["no_such_field"]), "no-such-field");
        assert.equal(error.field, "no_such_field");
      });

      it(`The ERP client and ${name} asked for what is not there notices an unknown field of a write, where the server does`, async () => {
        const attempt = write(client, "res.company", [1], { no_such_field: "x" });
        if (server.dropsUnknownFields) await attempt;
        else await failure(attempt, "no-such-field");
      });
    });

    describe("at the end", () => {
      it(`The ERP client and ${name} at the end uninstalls the module once, and its fields are gone`, async () => {
        const gone = { changed: true, state: "uninstalled" };
        assert.deepEqual(await uninstallModule(client, MODULE), gone);
        assert.deepEqual(await uninstallModule(client, MODULE), { ...gone, changed: false });
        await assert.rejects(discoverCompanyFields(client), (error) => error instanceof DiscoveryError);
      });
    });
  });
}
