import assert from "node:assert/strict";
import { after, before, beforeEach, it } from "node:test";
import { ErpStack } from "./erpStack.ts";

let tenant: ErpStack;
before(async () => {
  tenant = await ErpStack.create({ addon: "installed", sizes: { ggClient: 128 } });
});
beforeEach(() => tenant.reset());
after(() => tenant?.close());

const names = () => tenant.erp.state.addon.names;
const discover = (...args: string[]) => tenant.run("discover", "dev", ...args);

it("modern-auth erp discover prints which field holds what, with its size and what is secret, and writes nothing", async () => {
  const { code, stdout } = await discover();
  assert.equal(code, 0, stdout);
  assert.match(
    stdout,
    /^Stack "dev": ERP 19\.0 at https:\/\/demofabien\.cid-erp\.app, spoken to over json2$/m,
  );
  for (const [path, field, more] of [
    ["microsoft.clientId", names().msClient, '"ID client"$'],
    ["microsoft.clientSecret", names().msSecret, '"Secret client" \\(secret\\)$'],
    ["google.clientId", names().ggClient, '"ID client" \\(128 characters\\)$'],
    ["incoming.useOAuth2", names().incomingFlag, '"Utiliser OAuth2"$'],
    ["outgoing.useOAuth2", names().outgoingFlag, '"Utiliser OAuth2"$'],
  ] as const) {
    assert.match(stdout, new RegExp(`erp\\.fields\\.${path} +[\\w.]+ ${field} ${more}`, "m"));
  }
  assert.match(stdout, /modern-auth erp discover dev --pin/);
  assert.equal(tenant.section["fields"], undefined);
});

it("modern-auth erp discover says which fields the ERP user may not write", async () => {
  Object.assign(tenant.row("res.users", 2), { groups: ["employee", "rights"] });
  const { code, stdout } = await discover();
  assert.equal(code, 0, stdout);
  const forbidden = stdout.split("\n").filter((line) => line.includes("the ERP user may NOT write it"));
  assert.deepEqual(
    forbidden.map((line) => line.trim().split(" ")[0]),
    ["erp.fields.incoming.useOAuth2", "erp.fields.outgoing.useOAuth2"],
  );
});

it("modern-auth erp discover writes the mapping with --pin, and what is pinned is found and not written again", async () => {
  const first = await discover("--pin", "--json");
  assert.equal(first.code, 0, first.stderr);
  const { written, mapping, erp } = JSON.parse(first.stdout);
  assert.equal(written, 10);
  assert.equal(erp.protocol, "json2");
  assert.equal(mapping.length, 10);
  assert.deepEqual(tenant.section["fields"], {
    microsoft: {
      clientId: names().msClient,
      tenant: names().msTenant,
      clientSecret: names().msSecret,
      redirectUri: names().msRedirect,
    },
    google: {
      clientId: names().ggClient,
      tenant: names().ggTenant,
      clientSecret: names().ggSecret,
      redirectUri: names().ggRedirect,
    },
    incoming: { useOAuth2: names().incomingFlag },
    outgoing: { useOAuth2: names().outgoingFlag },
  });
  const again = JSON.parse((await discover("--pin", "--json")).stdout);
  assert.equal(again.written, 0);
  assert.ok(again.mapping.every(({ pinned }: { pinned: boolean }) => pinned));
  await tenant.config("rm", "--path", "erp.fields");
});

it("modern-auth erp discover lists candidates and the lines that decide where a pin is wrong, ends with 3 and pins nothing", async () => {
  await tenant.config("set", "--path", "erp.fields.google.clientId", "x_no_such_field");
  try {
    const { code, stdout } = await discover("--pin");
    assert.equal(code, 3, stdout);
    assert.match(stdout, /the configured field "x_no_such_field" does not exist/);
    assert.match(
      stdout,
      new RegExp(`${names().ggClient} — "ID client", char \\(128\\), page "OAuth2", group "Google"`),
    );
    assert.match(stdout, /^ {2}erp\.fields\.google\.clientId: <field>$/m);
    assert.match(stdout, /erp\.fields\.incoming\.useOAuth2/, "what is clear is printed all the same");
    assert.deepEqual(tenant.section["fields"], { google: { clientId: "x_no_such_field" } });
  } finally {
    await tenant.config("rm", "--path", "erp.fields");
  }
});

it("modern-auth erp discover ends with 1 where the ERP cannot be asked, and names the key to set", async () => {
  tenant.erp.state.proxy = "html";
  const { code, stderr } = await discover();
  assert.equal(code, 1);
  assert.match(stderr, /^modernauth:erpUrl: .*a web page.*pulumi config set modernauth:erpUrl/s);
});
