import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { type Deployer, DeployerError, deployerFromEnvironment } from "#clients/entra/deployer.ts";
import { READ, UNREAD } from "#clients/entra/deployerVariables.ts";

const CLIENT = { ARM_CLIENT_ID: "client" };
const OIDC = { ...CLIENT, ARM_USE_OIDC: "true" };
const GITHUB = {
  ACTIONS_ID_TOKEN_REQUEST_URL: "https://ci.example/token?v=2",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer-of-the-job",
};

const refusal = (env: NodeJS.ProcessEnv): string => {
  try {
    assert.fail(`not refused: ${deployerFromEnvironment(env).kind}`);
  } catch (error) {
    assert.ok(error instanceof DeployerError, String(error));
    return error.message;
  }
};

for (const [what, env, deployer] of [
  [
    "a certificate, with its password",
    { ...CLIENT, ARM_CLIENT_CERTIFICATE_PATH: "a.pfx", ARM_CLIENT_CERTIFICATE_PASSWORD: " p " },
    { kind: "certificate", clientId: "client", path: "a.pfx", password: " p " },
  ],
  [
    "a certificate without a password",
    { ...CLIENT, ARM_CLIENT_CERTIFICATE_PATH: "a.pfx" },
    { kind: "certificate", clientId: "client", path: "a.pfx", password: "" },
  ],
  [
    "a client secret",
    { ...CLIENT, ARM_CLIENT_SECRET: "s" },
    { kind: "secret", clientId: "client", secret: "s" },
  ],
  [
    "an id token, as GitLab hands it to a job",
    { ...OIDC, ARM_OIDC_TOKEN: "a.b.c\n" },
    { kind: "id-token", clientId: "client", idToken: "a.b.c" },
  ],
  [
    "GitHub's request variables",
    { ...OIDC, ...GITHUB },
    {
      kind: "id-token-request",
      clientId: "client",
      requestUrl: "https://ci.example/token?v=2",
      requestToken: "bearer-of-the-job",
    },
  ],
  [
    "request variables of another system, before GitHub's",
    { ...OIDC, ...GITHUB, ARM_OIDC_REQUEST_URL: "https://other.example", ARM_OIDC_REQUEST_TOKEN: "o" },
    { kind: "id-token-request", clientId: "client", requestUrl: "https://other.example", requestToken: "o" },
  ],
  [
    "the machine's managed identity",
    { ARM_USE_MSI: "1" },
    {
      kind: "managed-identity",
      clientId: undefined,
      endpoint: "http://169.254.169.254/metadata/identity/oauth2/token",
    },
  ],
  [
    "a managed identity of several, at an endpoint of its own",
    { ...CLIENT, ARM_USE_MSI: "true", ARM_MSI_ENDPOINT: "http://127.0.0.1:1/token" },
    { kind: "managed-identity", clientId: "client", endpoint: "http://127.0.0.1:1/token" },
  ],
  ["the Azure CLI's account, when nothing is set", {}, { kind: "azure-cli" }],
  [
    "the Azure CLI's account, when that is said beside a client id",
    { ...CLIENT, ARM_USE_CLI: "true" },
    { kind: "azure-cli" },
  ],
  [
    "the Azure CLI's account, when id tokens are switched off",
    { ARM_USE_OIDC: "false", ARM_OIDC_TOKEN: "a.b.c", ...GITHUB },
    { kind: "azure-cli" },
  ],
  ["the Azure CLI's account on GitHub, when nobody asks for its id token", GITHUB, { kind: "azure-cli" }],
] satisfies [string, NodeJS.ProcessEnv, Deployer][]) {
  it(`The deployer's identity is ${what}`, () => assert.deepEqual(deployerFromEnvironment(env), deployer));
}

it("The deployer's identity is the first of the plugin's order, whatever else is set", () => {
  const order: [Deployer["kind"], NodeJS.ProcessEnv][] = [
    ["certificate", { ARM_CLIENT_CERTIFICATE_PATH: "a.pfx" }],
    ["secret", { ARM_CLIENT_SECRET: "s" }],
    ["id-token", { ARM_OIDC_TOKEN: "a.b.c" }],
    ["id-token-request", GITHUB],
  ];
  fc.assert(
    fc.property(fc.subarray(order, { minLength: 1 }), fc.boolean(), (given, msi) => {
      const env = Object.assign(
        { ...OIDC },
        ...given.map(([, part]) => part),
        msi ? { ARM_USE_MSI: "1" } : {},
      );
      assert.equal(deployerFromEnvironment(env).kind, given[0]?.[0]);
    }),
  );
});

it("The deployer's identity is for the tenant of the configuration: ARM_TENANT_ID changes nothing", () => {
  const env = { ...CLIENT, ARM_CLIENT_SECRET: "s" };
  assert.deepEqual(deployerFromEnvironment({ ...env, ARM_TENANT_ID: "other" }), deployerFromEnvironment(env));
});

for (const { name, instead, line } of UNREAD) {
  it(`A setting that the plugin does not read stops the run where it is ${name}, with what is read instead and the line to type`, () => {
    for (const env of [
      { [name]: "true" },
      { ...OIDC, [name]: "true" },
      { ARM_USE_MSI: "1", [name]: "true" },
    ]) {
      assert.equal(
        refusal(env),
        "The deployer's identity is given in a way that is not read:\n" +
          `  ${name} is set, but Pulumi's azuread plugin does not read it.\n    Read instead: ${instead}.\n    Type: ${line}\n` +
          `  To use the Azure CLI's account instead: unset ${name}`,
      );
    }
  });

  it(`A setting that the plugin does not read does not matter where it is ${name} beside a client secret`, () => {
    const env = { ...CLIENT, ARM_CLIENT_SECRET: "s", [name]: "true" };
    assert.equal(deployerFromEnvironment(env).kind, "secret");
  });
}

it("A setting that the plugin does not read is named with all others of its kind, and never with its value", () => {
  const all = Object.fromEntries(UNREAD.map(({ name }) => [name, "a-very-secret-value"]));
  const message = refusal(all);
  for (const { name, line } of UNREAD)
    assert.ok(message.includes(`${name} is set`) && message.includes(line));
  assert.doesNotMatch(message, /a-very-secret-value/);
});

it("A setting that the plugin does not read does not matter when it is empty or switched off", () => {
  assert.equal(deployerFromEnvironment({ ARM_OIDC_TOKEN_FILE_PATH: " " }).kind, "azure-cli");
  assert.equal(deployerFromEnvironment({ ARM_USE_AKS_WORKLOAD_IDENTITY: "false" }).kind, "azure-cli");
});

it("A setting that the plugin does not read is Azure DevOps' service connection also where its request variables look like GitHub's", () => {
  const request = { ARM_OIDC_REQUEST_URL: "https://dev.azure.example", ARM_OIDC_REQUEST_TOKEN: "t" };
  const said = refusal({ ...OIDC, ...request, ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID: "id" });
  assert.match(said, /ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID is set.*\n.*AzureCLI@2 task/);
});

for (const [what, env, message] of [
  [
    "a secret without a client id",
    { ARM_CLIENT_SECRET: "hidden" },
    /^ARM_CLIENT_ID is not set: set ARM_CLIENT_ID with ARM_CLIENT_SECRET, .* Type: export ARM_CLIENT_ID=/,
  ],
  [
    "a certificate without a client id",
    { ARM_CLIENT_CERTIFICATE_PATH: "hidden" },
    /^ARM_CLIENT_ID is not set: set ARM_CLIENT_ID with ARM_CLIENT_CERTIFICATE_PATH/,
  ],
  [
    "an id token without a client id",
    { ARM_USE_OIDC: "true", ARM_OIDC_TOKEN: "hidden" },
    /^ARM_CLIENT_ID is not set: set ARM_CLIENT_ID with ARM_OIDC_TOKEN/,
  ],
  ["OIDC alone", { ARM_USE_OIDC: "true" }, /^ARM_USE_OIDC is "true", but ARM_CLIENT_ID is not set/],
  [
    "an id token that nothing says to use",
    { ...CLIENT, ARM_OIDC_TOKEN: "hidden" },
    /^ARM_OIDC_TOKEN is set, but ARM_USE_OIDC is not, .* Type: export ARM_USE_OIDC=true$/,
  ],
  [
    "a request for an id token that nothing says to use",
    { ...CLIENT, ARM_OIDC_REQUEST_TOKEN: "hidden" },
    /^ARM_OIDC_REQUEST_TOKEN is set, but ARM_USE_OIDC is not/,
  ],
  [
    "OIDC in a spelling that the plugin does not read",
    { ...CLIENT, ARM_USE_OIDC: "True", ARM_OIDC_TOKEN: "hidden" },
    /^ARM_USE_OIDC is "True"\. Allowed: true, in this very spelling/,
  ],
  [
    "OIDC without a token",
    OIDC,
    /^ARM_USE_OIDC is "true", but there is no id token.*\n.*id-token: write.*\n.*aud: api:\/\/AzureADTokenExchange/,
  ],
  [
    "half a request for an id token",
    { ...OIDC, ACTIONS_ID_TOKEN_REQUEST_URL: "hidden" },
    /^ARM_USE_OIDC is "true", but there is no id token/,
  ],
  [
    "an empty variable of ours that hides GitHub's from the plugin",
    { ...OIDC, ...GITHUB, ARM_OIDC_REQUEST_URL: "" },
    /^ARM_USE_OIDC is "true", but there is no id token/,
  ],
  [
    "a client id alone",
    CLIENT,
    /^ARM_CLIENT_ID is set, but no credential\. Set ARM_CLIENT_ID with ARM_CLIENT_SECRET, .*\n.*unset ARM_CLIENT_ID$/,
  ],
  ["an empty secret", { ...CLIENT, ARM_CLIENT_SECRET: " " }, /^ARM_CLIENT_ID is set, but no credential/],
  [
    "a client id alone where GitHub offers an id token",
    { ...CLIENT, ...GITHUB },
    /GitHub offers this job an id token\. Type: export ARM_USE_OIDC=true/,
  ],
  ["no identity at all", { ARM_USE_CLI: "False" }, /^ARM_USE_CLI is "False", so the Azure CLI is not asked/],
  [
    "another cloud's name",
    { ...CLIENT, ARM_CLIENT_SECRET: "hidden", ARM_ENVIRONMENT: "china" },
    /^ARM_ENVIRONMENT is "china"\. Allowed: public, or not set; .*ARM_METADATA_HOSTNAME.* unset ARM_ENVIRONMENT$/,
  ],
] satisfies [string, NodeJS.ProcessEnv, RegExp][]) {
  it(`An incomplete identity is ${what}`, () => {
    const said = refusal(env);
    assert.match(said, message);
    assert.doesNotMatch(said, /hidden|bearer-of-the-job/);
  });
}

it("An incomplete identity is none of these: the public cloud under either of its names", () => {
  for (const ARM_ENVIRONMENT of ["public", "Public", "global", ""])
    assert.equal(deployerFromEnvironment({ ARM_ENVIRONMENT }).kind, "azure-cli");
});

it("An incomplete identity never leads to an identity or a message that shows the value of a secret variable", () => {
  const names = [...READ, ...UNREAD.map(({ name }) => name)];
  const secretValue = "s3cr3t-value";
  const shown = ["ARM_USE_OIDC", "ARM_USE_CLI", "ARM_USE_MSI", "ARM_ENVIRONMENT"];
  fc.assert(
    fc.property(fc.subarray(names), fc.constantFrom("true", "false"), (given, flag) => {
      const env = Object.fromEntries(given.map((name) => [name, shown.includes(name) ? flag : secretValue]));
      try {
        deployerFromEnvironment(env);
      } catch (error) {
        assert.ok(error instanceof DeployerError);
        assert.ok(!error.message.includes(secretValue), error.message);
      }
    }),
  );
});
