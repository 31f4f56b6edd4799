import type { Command } from "commander";

/** One command, as far as the help of all of them needs it. */
export interface Verb {
  name: string;
  /** Its heading in that help. */
  group: string;
  /** What it is for, in one line. */
  summary: string;
  /** It is for scripts, and no help shows it. */
  hidden?: true;
  load: () => Promise<Command>;
}

const TENANTS = "Tenants:";
const WORK = "Working on tenants:";
const SECRETS = "Secrets:";
const MICROSOFT = "Microsoft:";
const GOOGLE = "Google:";
const ERP = "ERP:";
const FLEET = "The whole fleet:";
/** What has no other heading, such as commander's own command "help". */
export const SHELL = "The command line:";

/** All commands, in the order of the help. */
export const VERBS: readonly Verb[] = [
  {
    name: "tenant",
    group: TENANTS,
    summary: "add, list, show and remove tenants",
    load: async () => (await import("./tenant/command.ts")).tenantCommand(),
  },
  {
    name: "preflight",
    group: WORK,
    summary: "look for what would stop a change",
    load: async () => (await import("./preflight/command.ts")).preflightCommand(),
  },
  {
    name: "preview",
    group: WORK,
    summary: "ask the engine what an update would change",
    load: async () => (await import("./preview/command.ts")).previewCommand(),
  },
  {
    name: "up",
    group: WORK,
    summary: "pulumi up, and again after failures that pass by themselves",
    load: async () => (await import("./up/command.ts")).upCommand(),
  },
  {
    name: "verify",
    group: WORK,
    summary: "prove a tenant live, without the engine",
    load: async () => (await import("./verify/command.ts")).verifyCommand(),
  },
  {
    name: "handover",
    group: WORK,
    summary: "the page for the customer's administrators, or the values for the ERP's vendor",
    load: async () => (await import("./handover/command.ts")).handOverCommand(),
  },
  {
    name: "rotate",
    group: SECRETS,
    summary: "declare a tenant's next Microsoft secret, or take the older one out",
    load: async () => (await import("./rotate/command.ts")).rotateCommand(),
  },
  {
    name: "deployer",
    group: MICROSOFT,
    summary: "prove the rights of whoever runs this",
    load: async () => (await import("./deployer/command.ts")).deployerCommand(),
  },
  {
    name: "adopt",
    group: MICROSOFT,
    summary: "take over an app registration that somebody made by hand",
    load: async () => (await import("./adopt/command.ts")).adoptCommand(),
  },
  {
    name: "google",
    group: GOOGLE,
    summary: "the OAuth client that only a person can make: guide, import, rotate, attest",
    load: async () => (await import("./google/command.ts")).googleCommand(),
  },
  {
    name: "erp",
    group: ERP,
    summary: "discover fields, sign in a mailbox, send a test mail, tell the status",
    load: async () => (await import("./erp/command.ts")).erpCommand(),
  },
  {
    name: "drift",
    group: FLEET,
    summary: "find what somebody changed by hand, in all tenants",
    load: async () => (await import("./drift/command.ts")).driftCommand(),
  },
  {
    name: "report",
    group: FLEET,
    summary: "a page, calendar and metrics of what the fleet's runs found",
    load: async () => (await import("./report/command.ts")).reportCommand(),
  },
  {
    name: "render",
    group: FLEET,
    summary: "write the CI pipelines, or the manifests for the Pulumi Kubernetes Operator",
    load: async () => (await import("./render/command.ts")).renderCommand(),
  },
  {
    name: "ci",
    group: FLEET,
    summary: "what pipelines do with results: comment, keep an issue, commit",
    load: async () => (await import("./ci/command.ts")).ciCommand(),
  },
  {
    name: "completion",
    group: SHELL,
    summary: "the script by which a shell completes what is typed",
    load: async () => (await import("./completion/command.ts")).completionCommand(),
  },
  {
    name: "complete",
    group: SHELL,
    summary: "what the completion's script asks",
    hidden: true,
    load: async () => (await import("./completion/command.ts")).completeCommand(),
  },
];
