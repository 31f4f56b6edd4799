import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConfigError, type ConfigProblem } from "#config/configError.ts";
import { parseConfig, type RawEntry } from "#config/parse.ts";
import { nextStepText } from "#config/rules/nextStep.ts";
import { DEFAULT_SWITCHES, GROUP_NAMES } from "#config/rules/permissions.ts";

type Section = Record<string, unknown>;
interface Given {
  dns?: unknown;
  microsoft?: Section | undefined;
  google?: Section | undefined;
  erp?: Section | undefined;
  [key: string]: unknown;
}

const fixOf = ({ next }: ConfigProblem): string => nextStepText(next, "acme");
const VALID = {
  dns: "acme.cid-erp.app",
  microsoft: {
    tenantId: "7c8f1c6e-3a52-4f0e-9d53-2f6a4c1b9e10",
    generations: [{ number: 1, start: "2026-11-23", end: "2028-11-23" }],
  },
  google: { project: "acme-erp" },
  erp: { company: "Acme SA" },
  "modernauth:erpUrl": "https://acme.cid-erp.app",
  "modernauth:erpDatabase": "acme",
  "modernauth:erpLogin": "integration",
  "modernauth:erpPassword": "pass-word-1",
};

/** The stack configuration as the engine hands it over: objects as JSON, and which keys hold something encrypted. */
function parse(given: Given, clear: readonly string[] = []) {
  const entries: Record<string, RawEntry> = {};
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    entries[key] = {
      value: typeof value === "string" ? value : JSON.stringify(value),
      encrypted: !clear.includes(key),
    };
  }
  return parseConfig("acme", entries);
}

const microsoft = (change: Section) => ({ ...VALID, microsoft: { ...VALID.microsoft, ...change } });
const erp = (change: Section) => ({ ...VALID, erp: { ...VALID.erp, ...change } });

/** The one problem of a configuration that has exactly one. */
function problemOf(given: Given, clear?: readonly string[]) {
  try {
    parse(given, clear);
  } catch (error) {
    assert.ok(error instanceof ConfigError, `${error}`);
    const [problem, ...others] = error.problems;
    assert.ok(problem);
    assert.deepEqual(others, []);
    assert.ok(error.message.includes(problem.property) && error.message.includes(fixOf(problem)));
    return problem;
  }
  assert.fail("the configuration was accepted");
}

it("A valid configuration gets its defaults", () => {
  const config = parse(VALID);
  assert.deepEqual(config.microsoft?.permissions, DEFAULT_SWITCHES);
  assert.equal(config.microsoft?.lifetimeMonths, 24);
  assert.equal(config.microsoft?.applicationName, "CID ERP");
  assert.equal(config.erp.installModule, false);
  assert.deepEqual(config.erp.incomingServers, []);
});

it("A valid configuration may spell a date as the instant that YAML makes of it", () => {
  const config = parse(
    microsoft({ generations: [{ number: 1, start: "2026-11-23T00:00:00Z", end: "2028-11-23T00:00:00Z" }] }),
  );
  assert.deepEqual(config.microsoft?.generations, [{ number: 1, start: "2026-11-23", end: "2028-11-23" }]);
});

it("A valid configuration needs only one of Microsoft and Google", () => {
  assert.equal(parse({ ...VALID, google: undefined }).google, undefined);
  assert.equal(parse({ ...VALID, microsoft: undefined }).microsoft, undefined);
  assert.match(problemOf({ ...VALID, microsoft: undefined, google: undefined }).allowed, /at least one/);
});

for (const [name, what] of [
  ["https://acme.cid-erp.app", /contains a scheme/],
  ["http://acme.cid-erp.app", /contains a scheme/],
  ["acme.cid-erp.app/oauth2/retrieve_token", /contains a path/],
  ["192.0.2.7", /IP address/],
  ["[2001:db8::1]", /IP address/],
  ["*.cid-erp.app", /wildcard/],
  ["acme.cid-erp.app:8069", /a port/],
  ["Acme.cid-erp.app", /capital letters/],
  ["localhost", /no top-level domain/],
  ["acme..app", /not a DNS name/],
] as const) {
  it(`The DNS name may not be ${name}`, () => {
    const problem = problemOf({ ...VALID, dns: name });
    assert.equal(problem.property, "dns");
    assert.match(problem.what, what);
    assert.ok(problem.what.includes(name));
    assert.match(fixOf(problem), /^pulumi config set dns <dns> --stack acme$/);
  });
}

it("A file that was copied from the sandbox's stack is refused until its mark is gone", () => {
  const problem = problemOf({ ...VALID, sandbox: "dev" });
  assert.equal(fixOf(problem), "pulumi config rm sandbox --stack acme");
  assert.equal(parse({ ...VALID, sandbox: "acme" }).sandbox, "acme");
});

it("The DNS name may not be missing", () => {
  assert.equal(problemOf({ ...VALID, dns: undefined }).what, "is missing");
});

it("The DNS name may not be Punycode where Microsoft is declared, which would refuse the redirect URI", () => {
  for (const dns of ["xn--dmo-bma.cid-erp.app", "acme.xn--4gbrim"]) {
    const problem = problemOf({ ...VALID, dns });
    assert.equal(problem.property, "dns");
    assert.match(problem.what, /"(xn--dmo|acme).*Punycode.*Microsoft refuses/);
  }
  const dns = "xn--dmo-bma.cid-erp.app";
  assert.equal(parse({ ...VALID, dns, microsoft: undefined }).dns, dns);
});

for (const months of [0, 25, "abc", 1.5]) {
  it(`The secret's lifetime may not be ${JSON.stringify(months)} months`, () => {
    const problem = problemOf(microsoft({ lifetimeMonths: months }));
    assert.equal(problem.property, "microsoft.lifetimeMonths");
    assert.equal(problem.what, `${JSON.stringify(months)} is not allowed`);
    assert.match(problem.allowed, /from 1 to 24/);
  });
}

it("The secret's lifetime may not be longer than the months allow, to the day", () => {
  const problem = problemOf(
    microsoft({ generations: [{ number: 1, start: "2026-11-23", end: "2028-11-24" }] }),
  );
  assert.equal(problem.property, "microsoft.generations[0].end");
  assert.match(problem.allowed, /not after 2028-11-23 \(24 months\)/);
});

it("The secret's lifetime may not end before it starts, nor on a day that does not exist", () => {
  assert.match(
    problemOf(microsoft({ generations: [{ number: 1, start: "2026-11-23", end: "2026-11-23" }] })).what,
    /2026-11-23/,
  );
  assert.match(
    problemOf(microsoft({ generations: [{ number: 1, start: "2027-02-29", end: "2028-11-23" }] })).what,
    /2027-02-29/,
  );
});

it("The secret's lifetime needs dates: the program never reads the clock", () => {
  const problem = problemOf(microsoft({ generations: undefined }));
  assert.equal(problem.property, "microsoft.generations");
  assert.match(fixOf(problem), /modern-auth rotate/);
});

it("The secret's lifetime counts two generations by different numbers", () => {
  const secret = { number: 1, start: "2026-11-23", end: "2028-11-23" };
  assert.equal(
    problemOf(microsoft({ generations: [secret, secret] })).property,
    "microsoft.generations[1].number",
  );
});

const { company: _, ...noCompany } = VALID.erp;

it("The kind of ERP is CID ERP unless said otherwise, which needs a company", () => {
  assert.equal(parse(VALID).erp.profile, "cid");
  const problem = problemOf({ ...VALID, erp: noCompany });
  assert.deepEqual([problem.property, problem.what], ["erp.company", "is missing"]);
  assert.equal(fixOf(problem), "pulumi config set --path erp.company <company> --stack acme");
});

it("The kind of ERP of stock Odoo needs no company, and refuses what is about companies", () => {
  assert.equal(parse({ ...VALID, erp: { profile: "odoo" } }).erp.profile, "odoo");
  for (const [key, value] of Object.entries({ company: "Acme SA", forceWrite: 1, incomingServers: ["x"] })) {
    const problem = problemOf({ ...VALID, erp: { profile: "odoo", [key]: value } });
    assert.equal(problem.property, `erp.${key}`);
    assert.match(problem.what, /means nothing with erp\.profile odoo/);
    assert.equal(fixOf(problem), `pulumi config rm --path erp.${key} --stack acme`);
  }
});

it("The kind of ERP that there is none of is refused with those that there are", () => {
  assert.match(problemOf({ ...VALID, erp: { profile: "tryton", company: "x" } }).allowed, /cid or odoo/);
});

describe("Keys and types", () => {
  it("an unknown key is named with the known ones", () => {
    const problem = problemOf({ ...VALID, dnsname: "x" });
    assert.equal(problem.property, "dnsname");
    assert.equal(
      problem.allowed,
      "dns, sandbox, tags, microsoft, google, googleClientFile, googleNextClientFile, erp, modernauth:erpUrl, modernauth:erpProtocol, modernauth:erpDatabase, modernauth:erpLogin, modernauth:erpPassword",
    );
    assert.equal(fixOf(problem), "pulumi config rm dnsname --stack acme");
  });

  it("a key that was removed is refused with the reason and the command that fixes it, whatever its value", () => {
    for (const provisioner of ["console", "firebase-alpha"]) {
      const problem = problemOf({ ...VALID, google: { ...VALID.google, provisioner } });
      assert.equal(problem.property, "google.provisioner");
      assert.match(problem.what, /^was removed: .*alpha of Firebase's.*never proven/);
      assert.equal(fixOf(problem), "pulumi config rm --path google.provisioner --stack acme");
    }
  });

  it("an unknown permission group is named with the known ones", () => {
    const problem = problemOf(microsoft({ permissions: { telephony: true } }));
    assert.equal(problem.property, "microsoft.permissions.telephony");
    assert.equal(problem.allowed, GROUP_NAMES.join(", "));
  });

  it("a wrong type shows the value and what is allowed", () => {
    const problem = problemOf(microsoft({ permissions: { calendar: "yes" } }));
    assert.equal(problem.property, "microsoft.permissions.calendar");
    assert.equal(problem.what, '"yes" is not allowed');
    assert.match(problem.allowed, /true or false/);
    assert.equal(problemOf({ ...VALID, erp: undefined }).property, "erp");
    assert.equal(problemOf({ ...VALID, google: ["acme-erp"] as unknown as Section }).property, "google");
  });

  it("a tenant id must be a GUID, a project an id, the ERP's address a URL", () => {
    assert.equal(
      problemOf(microsoft({ tenantId: "contoso.onmicrosoft.com" })).property,
      "microsoft.tenantId",
    );
    assert.equal(problemOf({ ...VALID, google: { project: "480215937604" } }).property, "google.project");
    assert.equal(
      problemOf({ ...VALID, "modernauth:erpUrl": "acme.cid-erp.app" }).property,
      "modernauth:erpUrl",
    );
  });

  it("a text that YAML took for a number, a date or a truth is to be quoted in the file, and no value is offered for it", () => {
    const problem = problemOf(microsoft({ applicationName: 2024 }));
    assert.equal(problem.what, "the value stands without quotation marks, so that YAML reads it as a number");
    assert.equal(fixOf(problem), 'quote it in the file Pulumi.acme.yaml: applicationName: "…"');
    for (const given of [
      { ...VALID, google: { project: "acme-erp", createProject: { organization: 1402433619 } } },
      erp({ company: true }),
      erp({ incomingServers: ["2026-11-23 00:00:00 +0000 UTC"] }),
      { ...VALID, "modernauth:erpDatabase": "2026-11-23 00:00:00 +0000 UTC" },
      { ...VALID, tags: [7] },
    ])
      assert.match(
        fixOf(problemOf(given)),
        /^quote it in the file Pulumi\.acme\.yaml: (- |\w+: |modernauth:erpDatabase: )"…"$/,
      );
  });

  it("a tag is a short name, and tags are a list", () => {
    assert.deepEqual(parse({ ...VALID, tags: ["wave-1", "pilot"] }).tags, ["wave-1", "pilot"]);
    assert.deepEqual(parse(VALID).tags, []);
    const problem = problemOf({ ...VALID, tags: ["wave 1"] });
    assert.equal(problem.property, "tags[0]");
    assert.match(problem.what, /^"wave 1" is not allowed/);
    assert.match(fixOf(problemOf({ ...VALID, tags: "pilot" })), /--path 'tags\[0\]' <tags> --stack acme$/);
  });

  it("a mail server is listed once", () => {
    const problem = problemOf(erp({ incomingServers: ["Office 365", 3, "Office 365"] }));
    assert.equal(problem.property, "erp.incomingServers[2]");
    assert.equal(problem.what, '"Office 365" is listed twice');
  });

  it("Keys and types all problems are told at once", () => {
    assert.throws(
      () => parse({ ...VALID, dns: "*", erp: { ...VALID.erp, installModule: 7 } }),
      (error: ConfigError) => error.problems.length === 2,
    );
  });
});

it("A secret in clear text is refused, whatever else is right or encrypted, and is not repeated", () => {
  const problem = problemOf(VALID, ["modernauth:erpPassword"]);
  assert.equal(problem.property, "modernauth:erpPassword");
  assert.match(problem.what, /clear text/);
  assert.match(fixOf(problem), /^pulumi config set --secret modernauth:erpPassword /);
  const googleClientFile = '{"web":{"client_secret":"GOCSPX-visible"}}';
  const file = problemOf({ ...VALID, googleClientFile }, ["googleClientFile"]);
  assert.equal(file.property, "googleClientFile");
  assert.doesNotMatch(JSON.stringify(file), /GOCSPX/);
});

it("A secret in an address that is not acceptable is not repeated either", () => {
  const problem = problemOf({ ...VALID, "modernauth:erpUrl": "ftp://integration:visible@erp.example" });
  assert.equal(problem.property, "modernauth:erpUrl");
  assert.doesNotMatch(JSON.stringify(problem), /visible/);
  const elsewhere = problemOf({ ...VALID, dns: "https://integration:visible@erp.example" });
  assert.equal(elsewhere.property, "dns");
  assert.doesNotMatch(JSON.stringify(elsewhere), /visible/);
});

it("A secret that is missing is asked for by a command that does not show it", () => {
  const problem = problemOf({ ...VALID, "modernauth:erpPassword": undefined });
  assert.match(fixOf(problem), /^pulumi config set --secret modernauth:erpPassword /);
});

it("A secret of Google's is of no use without its project", () => {
  assert.equal(problemOf({ ...VALID, google: undefined, googleClientFile: "{}" }).property, "google");
});

it("A client file is a text, although it looks like a section", () => {
  assert.equal(parse({ ...VALID, googleClientFile: '{"web":{}}' }).googleClientFile, '{"web":{}}');
});

const KEYS = ["modernauth:erpUrl", "modernauth:erpDatabase", "modernauth:erpLogin", "modernauth:erpPassword"];

for (const key of KEYS)
  it(`Access to the ERP needs ${key}, unless the vendor alone has it`, () => {
    const problem = problemOf({ ...VALID, [key]: undefined });
    assert.deepEqual([problem.property, problem.what], [key, "is missing"]);
    const vendor = erp({ access: "vendor" });
    assert.equal(parse({ ...vendor, [key]: undefined }).erp.access, "vendor");
  });

it("Access to the ERP is missed together with everything else that is wrong", () => {
  assert.throws(
    () => parse({ ...erp({ company: 0 }), "modernauth:erpUrl": undefined }),
    /erp\.company: 0 is not allowed.*modernauth:erpUrl: is missing/s,
  );
});

it("Access to the ERP is this program's by default, and nobody's but the vendor's otherwise", () => {
  assert.equal(parse(VALID).erp.access, "rpc");
  const problem = problemOf(erp({ access: "none" }));
  assert.equal(problem.property, "erp.access");
  assert.match(problem.allowed, /^rpc or vendor: /);
  assert.equal(fixOf(problem), "pulumi config set --path erp.access vendor --stack acme");
});

it("Access to the ERP cannot be the vendor's alone for an ERP without the company tab that the values are for", () => {
  const given = { ...VALID, erp: { profile: "odoo", access: "vendor" } };
  const problem = problemOf(given);
  assert.equal(problem.property, "erp.access");
  assert.match(problem.what, /^"vendor" is not possible with erp\.profile odoo/);
});

it("Access to the ERP is handed over by somebody, on a day, with the secrets by their numbers", () => {
  const handedOver = { microsoft: 2, by: "support@vendor.example", on: "2026-11-23T00:00:00Z" };
  const { erp: read } = parse(erp({ access: "vendor", handedOver }));
  assert.deepEqual(read.handedOver, { ...handedOver, on: "2026-11-23" });
  const wrong = (change: Section) => problemOf(erp({ handedOver: { ...handedOver, ...change } }));
  assert.equal(wrong({ microsoft: 0 }).property, "erp.handedOver.microsoft");
  assert.equal(wrong({ by: "the vendor" }).property, "erp.handedOver.by");
  assert.equal(wrong({ on: undefined }).property, "erp.handedOver.on");
  assert.equal(wrong({ erp: 1 }).allowed, "microsoft, microsoftKeyId, google, by, on");
});

it("The configuration holds ids in lower case, names in composed letters and addresses as tokens name them, however somebody typed them", () => {
  const id = "7C8F1C6E-3A52-4F0E-9D53-2F6A4C1B9E10";
  const google = {
    ...VALID.google,
    workloadIdentity: { issuer: "https://GitLab.com:443/", repositoryId: "7", branch: "main" },
  };
  const config = parse({
    ...microsoft({
      tenantId: id,
      applicationName: "Démo".normalize("NFD"),
      adopt: { application: id },
      keep: { owners: [id], secrets: [id], permissions: [{ api: id, id, type: "Scope" }] },
    }),
    google,
    erp: {
      ...VALID.erp,
      access: "vendor",
      handedOver: { microsoft: 1, microsoftKeyId: id, by: "a@b.example", on: "2026-11-23" },
    },
  });
  assert.doesNotMatch(JSON.stringify([config.microsoft, config.erp]), /[A-F\d]{8}-3A52/);
  assert.equal(config.microsoft?.applicationName, "Démo".normalize("NFC"));
  assert.equal(config.google?.workloadIdentity?.issuer, "https://gitlab.com");
});

it("The configuration accepts changed mail servers by their id, and says which settings there are", () => {
  const keep = { incoming: { 3: { host: "imap.acme.example", port: 993, confirmed: false } } };
  assert.deepEqual(parse(erp({ keep })).erp.keep, { ...keep, outgoing: {} });
  assert.equal(
    problemOf(erp({ keep: { incoming: { 3: { port: "imap" } } } })).property,
    "erp.keep.incoming.3.port",
  );
  const unknown = problemOf(erp({ keep: { outgoing: { 1: { confirmed: true } } } }));
  assert.deepEqual(
    [unknown.property, unknown.allowed],
    ["erp.keep.outgoing.1.confirmed", "host, port, encryption, user, active"],
  );
  const named = problemOf(erp({ keep: { incoming: { "Office 365": { port: 993 } } } }));
  assert.match(named.allowed, /by their id in the ERP/);
});
