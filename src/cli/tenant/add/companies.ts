import { listCompanies } from "#clients/erp/company.ts";
import { connect } from "#clients/erp/connect.ts";
import type { NewTenant } from "#config/tenantProblems.ts";
import { identityOf, type SeenCompanies } from "#stack/newTenants/clashes.ts";

/** A command must not hang on an ERP that is away. */
const LONGEST_MS = 10_000;

/**
 * Asks the ERPs of new tenants which companies they have, each once. Reads only; one that does not answer is none, so that nothing is
 * taken to be another company because nobody could look.
 */
export async function askedCompanies(tenants: readonly NewTenant[]): Promise<SeenCompanies> {
  const answers = new Map<string, ReturnType<typeof companiesOf>>();
  for (const tenant of tenants) {
    const { database } = identityOf(tenant.name, tenant.settings);
    if (database && !answers.has(database)) answers.set(database, companiesOf(tenant));
  }
  const seen = new Map(
    await Promise.all([...answers].map(async ([database, answer]) => [database, await answer] as const)),
  );
  return ({ database = "" }) => seen.get(database) ?? [];
}

async function companiesOf({ settings, password }: NewTenant): ReturnType<typeof listCompanies> {
  const [url, database, login] = ["erpUrl", "erpDatabase", "erpLogin"].map((key) =>
    String(settings[`modernauth:${key}`]),
  ) as [string, string, string];
  if (!password) return [];
  try {
    const retry = { retries: 0 };
    return await listCompanies(
      await connect({ url, database, login, password, timeoutMs: LONGEST_MS, retry }),
    );
  } catch {
    return [];
  }
}
