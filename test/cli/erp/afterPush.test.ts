import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Ended, ErpStack } from "./erpStack.ts";

let tenant: ErpStack;
before(async () => {
  tenant = await ErpStack.create({ addon: "installed" });
});
beforeEach(() => tenant.reset());
after(() => tenant?.close());

const TOKEN = "x_auth_grant";
const names = () => tenant.erp.state.addon.names;
const incoming = () => tenant.row("fetchmail.server", 1);
const outgoing = () => tenant.row("ir.mail_server", 1);
const company = () => tenant.row("res.company", 1);
const NAME = "Boîte de réception Office 365";

/** As `pulumi up` leaves the ERP. */
function pushed(): void {
  const { msClient, msTenant, msSecret, msRedirect, ggClient, ggSecret, ggRedirect } = names();
  Object.assign(company(), {
    [msClient]: "11111111-2222-3333-4444-555555555555",
    [msTenant]: "7c8f1c6e-3a52-4f0e-9d53-2f6a4c1b9e10",
    [msSecret]: secret("made-up~ms.secret-9"),
    [msRedirect]: "https://demofabien.cid-erp.app/oauth2/retrieve_token",
    [ggClient]: "123.apps.googleusercontent.com",
    [ggSecret]: secret("GOCSPX-made-up-9"),
    [ggRedirect]: "https://demofabien.cid-erp.app/oauth2/retrieve_token",
  });
  incoming()[names().incomingFlag] = true;
  outgoing()[names().outgoingFlag] = true;
}

function secret(text: string): string {
  tenant.erp.secrets.add(text);
  return text;
}

/** Waits until a command has printed this. */
async function printed({ output, ended }: ReturnType<ErpStack["start"]>, pattern: RegExp): Promise<void> {
  let over: Ended | undefined;
  void ended.then((end) => {
    over = end;
  });
  while (!pattern.test(output())) {
    assert.equal(over, undefined, output());
    await sleep(20);
  }
}

const authorize = (...args: string[]) => tenant.run("authorize", "dev", ...args);

it("modern-auth erp authorize presses the button, and prints its link with who must sign in where", async () => {
  pushed();
  const { code, stdout } = await authorize(NAME);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /https:\/\/login\.microsoftonline\.com\/7c8f1c6e-[^ ]*client_id=11111111-/);
  assert.match(stdout, /Sign in at Microsoft as info@demofabien\.ch, the mailbox itself/);
  assert.match(stdout, /Sign in to the ERP at https:\/\/demofabien\.cid-erp\.app/);
  assert.match(stdout, /https:\/\/demofabien\.cid-erp\.app\/odoo\/fetchmail\.server\/1/);
  assert.equal(incoming().state, "done", "mail goes on");
  const { link, record, mailbox } = JSON.parse((await authorize("1", "--json")).stdout);
  assert.equal(new URL(link).searchParams.get("login_hint"), mailbox);
  assert.match(record, /fetchmail\.server\/1$/);
});

it("modern-auth erp authorize resets the confirmation only with --reset, and says that mail stops until somebody signs in", async () => {
  pushed();
  const { code, stdout } = await authorize(NAME, "--reset");
  assert.equal(code, 0, stdout);
  assert.match(stdout, /it fetches NO mail until/);
  assert.equal(incoming().state, "draft");
});

it("modern-auth erp authorize prints the form and the steps where the ERP has no such button", async () => {
  pushed();
  await tenant.config("set", "--path", "erp.fields.incoming.tokenButton", "set_draft");
  try {
    const { code, stdout } = await authorize(NAME);
    assert.equal(code, 0, stdout);
    assert.match(
      stdout,
      /open the mail server\n +https:\/\/demofabien\.cid-erp\.app\/odoo\/fetchmail\.server\/1/,
    );
    assert.match(stdout, /press "Récupérer l'autorisation et le jeton OAuth2"/);
  } finally {
    await tenant.config("rm", "--path", "erp.fields");
  }
});

it("modern-auth erp authorize waits until the ERP has a token that it did not have", async () => {
  pushed();
  incoming()[TOKEN] = secret("made-up-old-token");
  const running = tenant.start(["authorize", "dev", NAME, "--wait", "--timeout", "60"]);
  await printed(running, /Sign in at Microsoft/);
  incoming()[TOKEN] = secret("made-up-new-token");
  const { code, stderr } = await running.ended;
  assert.equal(code, 0, stderr);
  assert.match(stderr, /The ERP has a token for "Boîte de réception Office 365"\./);
});

it("modern-auth erp authorize ends with 3 where nobody signs in, also where there is a token of earlier", async () => {
  pushed();
  incoming()[TOKEN] = secret("made-up-old-token");
  const { code, stderr } = await authorize(NAME, "--wait", "--timeout", "1");
  assert.equal(code, 3, stderr);
  assert.match(stderr, /Nobody has signed in within 1 s/);
});

it("modern-auth erp authorize does not wait for what it could never see, and says how to", async () => {
  pushed();
  tenant.erp.state.masked = [`fetchmail.server.${TOKEN}`];
  incoming()[TOKEN] = secret("made-up-old-token");
  const { code, stderr } = await authorize(NAME, "--wait");
  assert.equal(code, 1);
  assert.match(stderr, /erp\.fields\.incoming\.token <field> --stack dev, or add --reset/);
});

it("modern-auth erp authorize ends with 1 for a server that does not use OAuth2 yet, or is not there", async () => {
  const off = await authorize(NAME);
  assert.equal(off.code, 1);
  assert.match(off.stderr, /does not use OAuth2 yet.*erp\.incomingServers.*pulumi up --stack dev/s);
  const unknown = await authorize("Keiner");
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /no incoming mail server named "Keiner".*It has: "Boîte/s);
});

const send = (...args: string[]) => tenant.run("test-mail", "dev", "--to", "anna@acme.example", ...args);
const mail = () => Object.values(tenant.erp.state.records["mail.mail"] ?? {}).at(-1) ?? {};

it("modern-auth erp test-mail sends through the tenant's server, under a subject of its own", async () => {
  const { code, stdout } = await send("--json");
  assert.equal(code, 0, stdout);
  const [sent] = JSON.parse(stdout).mails;
  assert.equal(sent.outcome, "sent");
  assert.equal(sent.from, "info@demofabien.ch");
  assert.match(sent.subject, /^modern-auth [0-9a-f]{8}$/);
  assert.deepEqual(
    [mail()["subject"], mail()["email_to"], mail()["mail_server_id"], mail()["auto_delete"]],
    [sent.subject, "anna@acme.example", 1, false],
  );
});

it("modern-auth erp test-mail ends with 4 where the mail server refuses, and repeats the ERP's reason", async () => {
  Object.assign(tenant.erp.state.mailHosts["smtp.office365.com:587"] ?? {}, { noLogin: true });
  const { code, stdout } = await send();
  assert.equal(code, 4, stdout);
  assert.match(stdout, /^refused.*through "Envoi Office 365" \(id 1\)\n {2}The ERP says: 535/);
  assert.match(stdout, /basic authentication is disabled/);
  assert.match(stdout, /\n {2}It means: The ERP signs in with a password/);
  assert.match(stdout, /\n {2}Next \(operator\): pulumi up --stack dev/);
});

it("modern-auth erp test-mail sends as the ERP user where the server's account is no address, or as whom it is told", async () => {
  outgoing()["smtp_user"] = "account";
  assert.match((await send()).stdout, / from integration@demofabien\.cid-erp\.app to /);
  assert.match((await send("--from", "info@acme.example")).stdout, / from info@acme\.example to /);
  tenant.row("res.users", 2)["email"] = false;
  const { code, stderr } = await send();
  assert.equal(code, 1);
  assert.match(stderr, /Add: --from <address>/);
});

it("modern-auth erp test-mail refuses what is no address with 2", async () => {
  const { code, stderr } = await tenant.run("test-mail", "dev", "--to", "anna");
  assert.equal(code, 2);
  assert.match(stderr, /"anna" is not allowed; one mail address/);
});

const status = (...args: string[]) => tenant.run("status", "dev", ...args);

it("modern-auth erp status says what is left to do, each with its command, and ends with 4", async () => {
  const { code, stdout } = await status();
  assert.equal(code, 4, stdout);
  assert.match(stdout, /module +auth_oauth2: installed/);
  assert.match(stdout, /empty +microsoft\.clientSecret/);
  assert.match(stdout, /no value for microsoft\.clientId.*pulumi up --stack dev/);
  assert.match(stdout, /incoming mail server .* does not use OAuth2/);
});

it("modern-auth erp status ends with 0 once somebody has signed in, and shows neither values nor tokens", async () => {
  pushed();
  const before = await status("--json");
  assert.equal(before.code, 4);
  assert.match(
    JSON.parse(before.stdout).leftToDo.join(),
    /incoming mail server .* has no token: someone has to sign in/,
  );
  assert.deepEqual(
    JSON.parse(before.stdout).next.map(({ text }: { text: string }) => text),
    ["modern-auth erp authorize dev 1"],
  );
  incoming()[TOKEN] = secret("made-up-token");
  const { code, stdout } = await status();
  assert.equal(code, 0, stdout);
  assert.match(
    stdout,
    /incoming +"Boîte de réception Office 365" \(id 1\): uses OAuth2, confirmed, token there/,
  );
  assert.match(stdout, /Nothing is left to do\./);
});

it("modern-auth erp status tells masked and forbidden values, an unconfirmed server, and what the ERP noted", async () => {
  pushed();
  tenant.erp.state.masked = [`res.company.${names().msSecret}`];
  tenant.erp.state.forbidden = [`res.company.${names().ggSecret}`];
  Object.assign(incoming(), {
    [TOKEN]: secret("made-up-token"),
    state: "draft",
    error_message: "AUTHENTICATE failed",
  });
  const { code, stdout } = await status();
  assert.equal(code, 4, stdout);
  assert.match(stdout, /masked +microsoft\.clientSecret/);
  assert.match(stdout, /forbidden +google\.clientSecret/);
  assert.match(stdout, /not confirmed, token there; the ERP says: AUTHENTICATE failed/);
  assert.match(stdout, /is not confirmed and fetches no mail/);
  assert.match(
    stdout,
    /Next \(Exchange administrator\): Set-CASMailbox -Identity info@demofabien\.ch -ImapEnabled \$true/,
  );
});

it("modern-auth erp status names the cause, the person and the line for what the ERP noted, and ends with 4", async () => {
  pushed();
  incoming()[TOKEN] = secret("made-up-token");
  incoming()["error_message"] =
    "Le jeton : invalid_grant AADSTS700082: The refresh token has expired due to inactivity.";
  const { code, stdout } = await status();
  assert.equal(code, 4, stdout);
  assert.match(
    stdout,
    /"Boîte de réception Office 365" \(id 1\): The refresh token expired because it was not used for 90 days\./,
  );
  assert.match(stdout, /Next \(mailbox user\): modern-auth erp authorize dev 1\n/);
  assert.doesNotMatch(stdout, /Nothing is left to do/);
  const answer = JSON.parse((await status("--json")).stdout);
  assert.deepEqual(answer.servers[0].causes, [
    { id: "refresh-token-idle", who: "mailbox user", waiting: false },
  ]);

  incoming()["error_message"] = "Quelque chose\u001b[2J d'inconnu";
  const unknown = await status();
  assert.equal(unknown.code, 4, unknown.stdout);
  assert.ok(!unknown.stdout.includes("\u001b"));
  assert.match(unknown.stdout, /fails: Quelque chose\[2J d'inconnu Next \(operator\): fix what the ERP says/);
});

it("modern-auth erp status counts a server that is archived, or that cannot be what its mail system offers", async () => {
  pushed();
  incoming()[TOKEN] = secret("made-up-token");
  incoming()["active"] = false;
  outgoing()["smtp_encryption"] = "none";
  const { code, stdout } = await status();
  assert.equal(code, 4, stdout);
  assert.match(
    stdout,
    /incoming mail server .*: The mail server is archived.*Next \(ERP user\): Open the mail server/,
  );
  assert.match(
    stdout,
    /outgoing mail server .*: Host, port or encryption.*Next \(ERP user\): Correct the mail server/,
  );
});

it("modern-auth erp status tells that the module is not installed", async () => {
  tenant.row("ir.module.module", 654)["state"] = "uninstalled";
  const { code, stdout } = await status();
  assert.equal(code, 4);
  assert.match(stdout, /auth_oauth2 is not installed.*erp\.installModule true/);
});

it("modern-auth erp status ends with 1 where the login is refused", async () => {
  tenant.row("res.users", 2)["active"] = false;
  const { code, stderr } = await status();
  assert.equal(code, 1);
  assert.match(stderr, /^modernauth:erpLogin, modernauth:erpPassword: .*after 30 days/s);
});
