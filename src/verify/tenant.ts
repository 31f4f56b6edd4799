import type { Client } from "@microsoft/microsoft-graph-client";
import type { GoogleAuth } from "#clients/google/auth.ts";
import { provenNumbers, provenSecrets } from "#stack/provenSecrets.ts";
import type { Stack } from "#stack/stack.ts";
import { isProvisioned, type RecordedServer } from "#stack/state.ts";
import { judgeAll } from "./check.ts";
import { peopleChecks, serverChecks, vendorChecks } from "./erp/judge.ts";
import { type ErpReader, erpReader } from "./erp/reader.ts";
import { expectedGoogle, expectedMicrosoft, type VerifyTime } from "./expected.ts";
import type { Finding, Part } from "./finding.ts";
import type { ExpectedGoogle } from "./google/expected.ts";
import { type VerifiedGoogle, verifyGoogle } from "./google/verify.ts";
import type { ExpectedMicrosoft } from "./microsoft/expected.ts";
import { signIn, type Verified, verifyMicrosoft } from "./microsoft/verify.ts";

/** Everything that a look at one tenant has found. */
export interface VerifiedTenant {
  /** Whether anything of it was ever made, as far as state and directory tell; otherwise there is nothing to find. */
  provisioned: boolean;
  findings: Finding[];
  /** HTTP calls to Microsoft and Google, without those that obtained a token. */
  calls: number;
  /** What the next look is to know of this one. */
  redirectSeen: VerifiedGoogle["redirectSeen"];
  /** For whoever goes on with what was seen at Microsoft; absent for a customer without it. */
  microsoft?: { expected: ExpectedMicrosoft; verified: Verified; graph: Part<Client> };
}

/** How the systems are reached. */
export interface Reach {
  fetch: typeof fetch;
  /** Whoever may ask Google: the same for every tenant. */
  google: () => Promise<Part<GoogleAuth>>;
}

/**
 * Compares one tenant with what it should be, live, without the engine. Changes nothing.
 *
 * @throws Error when a Google client's file in the configuration is none
 */
export async function verifyTenant(
  name: string,
  stack: Stack,
  time: VerifyTime,
  reach: Reach,
): Promise<VerifiedTenant> {
  const erp = erpReader(stack, reach.fetch);
  const [microsoft, ofGoogle, ofErp] = await Promise.all([
    microsoftPart(expectedMicrosoft(name, stack, time), erp, reach),
    googlePart(expectedGoogle(name, stack, time), erp, reach),
    erpPart(name, stack, erp),
  ]);
  const tagged = microsoft?.verified.observed.tagged.value ?? [];
  return {
    provisioned: isProvisioned(stack.exported) || tagged.length > 0,
    findings: [...(microsoft?.verified.findings ?? []), ...ofGoogle.findings, ...ofErp],
    calls: (microsoft?.verified.calls ?? 0) + ofGoogle.calls,
    ...(microsoft ? { microsoft } : {}),
    redirectSeen: ofGoogle.redirectSeen,
  };
}

async function microsoftPart(
  expected: ExpectedMicrosoft | undefined,
  erp: ErpReader,
  { fetch: call }: Reach,
) {
  if (!expected) return undefined;
  const { graph, endpoints } = await signIn(expected.tenantId, call);
  return { expected, graph, verified: await verifyMicrosoft(expected, erp, graph, endpoints, call) };
}

async function googlePart(
  expected: ExpectedGoogle | undefined,
  erp: ErpReader,
  { fetch: call, google }: Reach,
): Promise<VerifiedGoogle> {
  return expected
    ? verifyGoogle(expected, erp, await google(), call)
    : { findings: [], calls: 0, redirectSeen: undefined };
}

/** The mail servers; of an ERP that nobody but its vendor reaches, what the vendor has confirmed. */
async function erpPart(name: string, { config, exported }: Stack, erp: ErpReader): Promise<Finding[]> {
  if (!erp.access) {
    const newest = provenNumbers(provenSecrets(config, exported));
    return judgeAll(vendorChecks, { stack: name, newest, handedOver: config.erp.handedOver }, {});
  }
  const { servers = [] } = erp.access.recorded ?? {};
  if (servers.length === 0) return [];
  const [live, left] = await Promise.all([erp.servers(servers), peopleFindings(name, erp)]);
  return [...judgeAll(serverChecks, { servers, keep: config.erp.keep }, { live }), ...left];
}

/** What the mail servers that were switched to OAuth2 still wait for: somebody who signs in, a test mail. */
export async function peopleFindings(stack: string, erp: ErpReader): Promise<Finding[]> {
  const servers = (erp.access?.recorded?.servers ?? []).filter(({ useOAuth2 }) => useOAuth2);
  const [incoming, outgoing] = (["incoming", "outgoing"] as const).map((kind) =>
    servers.filter((server) => server.kind === kind),
  ) as [RecordedServer[], RecordedServer[]];
  // What there is nothing to ask for costs the ERP nothing.
  const [tokens, testMails] = await Promise.all([
    incoming.length > 0 ? erp.tokens(incoming) : { value: new Map<number, undefined>() },
    outgoing.length > 0 ? erp.testMails() : { value: new Set<number>() },
  ]);
  return judgeAll(peopleChecks, { stack, servers }, { tokens, testMails });
}
