import pLimit from "p-limit";
import { advised, COMPANY, withAdvice } from "#clients/erp/advice.ts";
import type { ErpClient } from "#clients/erp/client.ts";
import { type CompanyOAuth, findCompany, readCompanyOAuth, readNamedCompany } from "#clients/erp/company.ts";
import { connect } from "#clients/erp/connect.ts";
import { discoverCompanyFields, discoverUseOAuth2, knownFields } from "#clients/erp/discovery.ts";
import { isErpError } from "#clients/erp/errors.ts";
import { type Fetch, type LiveServer, readFetches, readServers } from "#clients/erp/servers.ts";
import { discoverSignIn, hasValue } from "#clients/erp/signIn.ts";
import { provenByTestMail } from "#clients/erp/testMail.ts";
import { fetchForAtMost } from "#clients/transport.ts";
import { type CalendarDate, isCalendarDate } from "#config/rules/dates.ts";
import { type MailSystem, systemOfHost } from "#config/rules/mailSystems.ts";
import { type CompanyFieldNames, PROFILES } from "#config/rules/profiles.ts";
import { sameText } from "#config/rules/spelling.ts";
import { erpConnection, type Stack } from "#stack/stack.ts";
import { type RecordedServer, recordedErp } from "#stack/state.ts";
import type { Part, Problem } from "../finding.ts";
import { problemOf } from "../problem.ts";
import type { ErpAccess } from "./access.ts";
import { AT_VENDOR, type HeldByErp, heldIn, heldInParameters } from "./held.ts";

/** Milliseconds for all questions to one ERP together: one that is slow at each of them delays its own tenant, and not for long. */
const LONGEST_LOOK_MS = 60_000;

/** Reads the ERP of a tenant, as its configuration says and where its state says that an update wrote. */
export function erpReader(
  { config, exported }: Pick<Stack, "config" | "exported">,
  call: typeof fetch,
): ErpReader {
  const connection = erpConnection(config);
  const { incoming, microsoft, google } = config.erp.fields ?? {};
  return new ErpReader(
    connection && {
      ...connection,
      fetch: fetchForAtMost(LONGEST_LOOK_MS, call),
      profile: PROFILES[config.erp.profile],
      company: config.erp.company,
      fields: { ...(microsoft ? { microsoft } : {}), ...(google ? { google } : {}) } as CompanyFieldNames,
      ...(incoming?.useOAuth2 ? { incomingUse: incoming.useOAuth2 } : {}),
      ...(incoming?.token ? { incomingToken: incoming.token } : {}),
      recorded: recordedErp(exported),
    },
  );
}

/**
 * Reads one tenant's ERP: connects once, and asks for each thing once, whoever wants to know, also where that failed: each question was
 * repeated already as often as it helps. Changes nothing. Never throws: an ERP that cannot be read is a problem to report.
 */
export class ErpReader {
  /** Absent where the vendor alone has access. */
  readonly access: ErpAccess | undefined;
  // A small server that people work with; and a further connection costs both sides more than it saves.
  readonly #oneAtATime = pLimit(1);
  readonly #client: () => Promise<ErpClient>;
  readonly #recorded: () => Promise<CompanyOAuth | undefined>;

  constructor(access: ErpAccess | undefined) {
    this.access = access;
    this.#client = onlyOnce(() => connect(access as ErpAccess));
    this.#recorded = onlyOnce(async () => readRecorded(await this.#client(), access as ErpAccess));
  }

  /** What the ERP holds for one system. */
  async held(system: MailSystem): Promise<Part<HeldByErp>> {
    return this.#part(async (access) => {
      const { store, redirectPaths } = access.profile ?? PROFILES.cid;
      const client = await this.#client();
      if (store.kind === "parameters")
        return heldInParameters(client, store.parameters[system], redirectPaths[system][0]);
      const known = access.recorded?.company?.fields[system] ? await this.#recorded() : undefined;
      const values = known ?? (await readDiscovered(client, access, store.module, system));
      return heldIn(values, system);
    });
  }

  /** These mail servers as they are; one that is gone is left out. */
  async servers(servers: readonly RecordedServer[]): Promise<Part<LiveServer[]>> {
    return this.#part(async () => readServers(await this.#client(), servers));
  }

  /** Whether somebody has signed in for these incoming servers, by id; undefined where no field of the ERP tells. */
  async tokens(servers: readonly RecordedServer[]): Promise<Part<Map<number, boolean | undefined>>> {
    return this.#part(async ({ profile = PROFILES.cid, incomingToken, incomingUse }) => {
      const client = await this.#client();
      const module = profile.store.kind === "company" ? profile.store.module : null;
      // Only the field is asked for: which button leads to the sign-in is another question.
      const use = incomingUse ?? servers.find(({ kind }) => kind === "incoming")?.field;
      const pins = { token: incomingToken, useOAuth2: use, tokenButton: NO_BUTTON };
      const { token } = await discoverSignIn(client, pins, module);
      const tokens = new Map<number, boolean | undefined>();
      for (const { kind, id } of servers)
        tokens.set(id, token ? await hasValue(client, { kind, id, name: "" }, token) : undefined);
      return tokens;
    });
  }

  /** The outgoing servers, by id, through which a test mail has gone out. */
  async testMails(): Promise<Part<ReadonlySet<number>>> {
    return this.#part(async () => provenByTestMail(await this.#client()));
  }

  /** The day on which the ERP last fetched mail from Google by OAuth2; undefined when it never did. */
  async lastGoogleFetch(): Promise<Part<CalendarDate | undefined>> {
    return this.#part(async (access) => {
      const days = (await fetchesOf(await this.#client(), access))
        .filter(({ host }) => systemOfHost(host) === "google")
        .map(({ last = "" }) => last.slice(0, 10))
        .filter(isCalendarDate);
      return days.toSorted().at(-1);
    });
  }

  async #part<T>(read: (access: ErpAccess) => Promise<T>): Promise<Part<T>> {
    const { access } = this;
    if (!access) return { problem: AT_VENDOR };
    try {
      return { value: await this.#oneAtATime(() => read(access)) };
    } catch (error) {
      return { problem: unreadable(error) };
    }
  }
}

const NO_BUTTON = "none";

function onlyOnce<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= ask());
}

/** The company tab, read where the last update wrote; undefined where that is no more what it was, or nothing was written yet. */
async function readRecorded(
  client: ErpClient,
  { company, recorded }: ErpAccess,
): Promise<CompanyOAuth | undefined> {
  if (!recorded?.company) return undefined;
  const { id, fields } = recorded.company;
  try {
    const { name, values } = await readNamedCompany(client, id, knownFields(fields));
    return company === id || (typeof company === "string" && sameText(company, name)) ? values : undefined;
  } catch (error) {
    // Discovery says what became of it.
    if (isErpError(error, "no-such-field", "missing-record", "no-rights", "validation")) return undefined;
    throw error;
  }
}

/** The same of one system, found anew. */
async function readDiscovered(
  client: ErpClient,
  { company = "", fields }: ErpAccess,
  module: string,
  system: MailSystem,
): Promise<CompanyOAuth> {
  const { id } = await advised(findCompany(client, company), COMPANY);
  const found = await discoverCompanyFields(client, {
    module,
    providers: [system],
    ...(fields ? { overrides: fields } : {}),
  });
  return await readCompanyOAuth(client, id, found);
}

async function fetchesOf(
  client: ErpClient,
  { profile = PROFILES.cid, incomingUse, recorded }: ErpAccess,
): Promise<Fetch[]> {
  const known = recorded?.servers.find(({ kind }) => kind === "incoming")?.field;
  const use = known
    ? { field: known, label: known }
    : await discoverUseOAuth2(client, "incoming", {
        ...(profile.store.kind === "company" ? { module: profile.store.module } : {}),
        ...(incomingUse ? { override: incomingUse } : {}),
      });
  return await readFetches(client, use);
}

/** The first line says what is wrong; what follows, such as a list of candidates, is what `erp discover` shows too. */
function unreadable(error: unknown): Problem {
  const problem = problemOf(withAdvice(error));
  const [what = ""] = problem.what.split("\n");
  return { ...problem, what };
}
