import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConfigError } from "../../config/configError.ts";
import { parseConfig, type RawEntry } from "../../config/parse.ts";

type Section = Record<string, unknown>;
interface Given {
  dns?: unknown;
  microsoft?: Section | undefined;
  google?: Section | undefined;
  erp?: Section | undefined;
  [key: string]: unknown;
}

const VALID = {
  dns: "acme.cid-erp.app",
  microsoft: {
    tenantId: "7c8f1c6e-3a52-4f0e-9d53-2f6a4c1b9e10",
    generations: [{ number: 1, start: "2026-11-23", end: "2028-11-23" }],
  },
  google: { project: "acme-erp" },
  erp: { database: "acme", login: "integration", password: "pass-word-1", company: "Acme SA" },
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
    assert.ok(error.message.includes(problem.property) && error.message.includes(problem.fix));
    return problem;
  }
  assert.fail("the configuration was accepted");
}

describe("A valid configuration", () => {
  it("gets its defaults", () => {
    const config = parse(VALID);
    assert.deepEqual(config.microsoft?.permissions, {
      singleSignOn: true,
      incomingMail: true,
      outgoingMail: true,
      calendar: true,
    });
    assert.equal(config.microsoft?.lifetimeMonths, 24);
    assert.equal(config.microsoft?.applicationName, "CID ERP");
    assert.equal(config.erp.installModule, false);
    assert.deepEqual(config.erp.incomingServers, []);
  });

  it("may spell a date as the instant that YAML makes of it", () => {
    const config = parse(
      microsoft({ generations: [{ number: 1, start: "2026-11-23T00:00:00Z", end: "2028-11-23T00:00:00Z" }] }),
    );
    assert.deepEqual(config.microsoft?.generations, [{ number: 1, start: "2026-11-23", end: "2028-11-23" }]);
  });

  it("needs only one of Microsoft and Google", () => {
    assert.equal(parse({ ...VALID, google: undefined }).google, undefined);
    assert.equal(parse({ ...VALID, microsoft: undefined }).microsoft, undefined);
    assert.match(problemOf({ ...VALID, microsoft: undefined, google: undefined }).allowed, /at least one/);
  });
});

describe("The DNS name", () => {
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
    it(`may not be ${name}`, () => {
      const problem = problemOf({ ...VALID, dns: name });
      assert.equal(problem.property, "dns");
      assert.match(problem.what, what);
      assert.ok(problem.what.includes(name));
      assert.match(problem.fix, /pulumi config set --path 'dns' 'acme\.cid-erp\.app'/);
    });
  }

  it("may not be missing", () => {
    assert.equal(problemOf({ ...VALID, dns: undefined }).what, "is missing");
  });
});

describe("The secret's lifetime", () => {
  for (const months of [0, 25, "abc", 1.5]) {
    it(`may not be ${JSON.stringify(months)} months`, () => {
      const problem = problemOf(microsoft({ lifetimeMonths: months }));
      assert.equal(problem.property, "microsoft.lifetimeMonths");
      assert.equal(problem.what, `${JSON.stringify(months)} is not allowed`);
      assert.match(problem.allowed, /from 1 to 24/);
    });
  }

  it("may not be longer than the months allow, to the day", () => {
    const problem = problemOf(
      microsoft({ generations: [{ number: 1, start: "2026-11-23", end: "2028-11-24" }] }),
    );
    assert.equal(problem.property, "microsoft.generations[0].end");
    assert.match(problem.allowed, /not after 2028-11-23 \(24 months\)/);
  });

  it("may not end before it starts, nor on a day that does not exist", () => {
    assert.match(
      problemOf(microsoft({ generations: [{ number: 1, start: "2026-11-23", end: "2026-11-23" }] })).what,
      /2026-11-23/,
    );
    assert.match(
      problemOf(microsoft({ generations: [{ number: 1, start: "2027-02-29", end: "2028-11-23" }] })).what,
      /2027-02-29/,
    );
  });

  it("needs dates: the program never reads the clock", () => {
    const problem = problemOf(microsoft({ generations: undefined }));
    assert.equal(problem.property, "microsoft.generations");
    assert.match(problem.fix, /modern-auth -- dates/);
  });

  it("counts two generations by different numbers", () => {
    const secret = { number: 1, start: "2026-11-23", end: "2028-11-23" };
    assert.equal(
      problemOf(microsoft({ generations: [secret, secret] })).property,
      "microsoft.generations[1].number",
    );
  });
});

describe("Keys and types", () => {
  it("an unknown key is named with the known ones", () => {
    const problem = problemOf({ ...VALID, dnsname: "x" });
    assert.equal(problem.property, "dnsname");
    assert.equal(problem.allowed, "dns, microsoft, google, erp");
  });

  it("an unknown permission group is named with the known ones", () => {
    const problem = problemOf(microsoft({ permissions: { telephony: true } }));
    assert.equal(problem.property, "microsoft.permissions.telephony");
    assert.equal(problem.allowed, "singleSignOn, incomingMail, outgoingMail, calendar");
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
    assert.equal(problemOf(erp({ url: "acme.cid-erp.app" })).property, "erp.url");
  });

  it("all problems are told at once", () => {
    assert.throws(
      () => parse({ ...VALID, dns: "*", erp: { ...VALID.erp, login: 7 } }),
      (error: ConfigError) => error.problems.length === 2,
    );
  });
});

describe("A secret", () => {
  it("in clear text is refused, whatever else is right, and is not repeated", () => {
    const problem = problemOf(VALID, ["erp"]);
    assert.equal(problem.property, "erp.password");
    assert.match(problem.what, /clear text/);
    assert.match(problem.fix, /pulumi config set --secret --path 'erp\.password'/);
    const google = { project: "acme-erp", clientFile: '{"web":{"client_secret":"GOCSPX-visible"}}' };
    const file = problemOf({ ...VALID, google }, ["google"]);
    assert.equal(file.property, "google.clientFile");
    assert.doesNotMatch(JSON.stringify(file), /GOCSPX/);
  });

  it("of the wrong type is not repeated either", () => {
    const problem = problemOf(erp({ password: 123456789 }));
    assert.doesNotMatch(JSON.stringify(problem), /123456789/);
  });

  it("that is missing is asked for by a command that does not show it", () => {
    assert.match(problemOf(erp({ password: undefined })).fix, /--secret --path 'erp\.password'/);
  });
});
