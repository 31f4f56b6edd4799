import { createHash } from "node:crypto";
import type { Log, ReportingDescriptor, Result } from "sarif";
import { printableJson } from "#config/rules/printable.ts";
import type { Verdict } from "#verify/finding.ts";
import { findingText } from "#verify/findingText.ts";
import type { FleetRun, Outcome, TenantResult } from "../results/result.ts";
import { fixes, notable, plannedLine } from "./findings.ts";

type Level = Result.level;

const LEVEL: Readonly<Record<Outcome | Verdict, Level>> = {
  failed: "error",
  "not-run": "error",
  refused: "error",
  drift: "error",
  inconclusive: "warning",
  "not-provisioned": "warning",
  warn: "warning",
  info: "note",
  ok: "note",
};

/** One thing to tell about a tenant. */
interface Told {
  rule: string;
  level: Level;
  /** What it is about: the same as long as that is the case, whatever the text says today. */
  about: string;
  text: string;
}

/**
 * A run as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as code scanning shows it: one rule per check, and results at
 * the tenant's configuration file.
 *
 * @param fileOf path of a tenant's configuration file, from the top of the repository
 */
export function sarif({ results }: FleetRun, fileOf: (tenant: string) => string): string {
  const told = results.flatMap((result) => toldOf(result).map((one) => ({ ...one, tenant: result.tenant })));
  const rules = [...new Set(told.map(({ rule }) => rule))].toSorted();
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "modern-auth", rules: rules.map(described) } },
        results: told.map(({ rule, level, about, text, tenant }) => ({
          ruleId: rule,
          ruleIndex: rules.indexOf(rule),
          level,
          message: { text: `${tenant}: ${text}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(fileOf(tenant)) },
                region: { startLine: 1 },
              },
            },
          ],
          // All results stand in the first line of their file, by which GitHub would otherwise tell them apart.
          partialFingerprints: { primaryLocationLineHash: fingerprint(tenant, rule, about) },
        })),
      },
    ],
  };
  return `${printableJson(log)}\n`;
}

/** GitHub shows a rule with all three texts only. */
const described = (id: string): ReportingDescriptor => ({
  id,
  shortDescription: { text: id },
  fullDescription: { text: `${id}, as the tenant's configuration and state want it` },
  help: { text: "Look again: modern-auth verify <tenant>" },
});

const fingerprint = (...parts: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);

function toldOf(result: TenantResult): Told[] {
  const found = notable(result).map((finding) => {
    const { system, check, verdict, accepted } = finding;
    const { name, expected, actual, fix } = findingText(finding, result.tenant);
    return {
      rule: `${system}/${check}`,
      level: LEVEL[accepted ? "info" : verdict],
      about: name,
      text: `${name}${expected && ` should be: ${expected};`} found: ${actual}${fix && `; fix: ${fix}`}`,
    };
  });
  const planned = (result.planned ?? []).map((change) => ({
    rule: `planned/${change.op}`,
    level: LEVEL.ok,
    about: `${change.type} ${change.name}`,
    text: plannedLine(change),
  }));
  return [...wholeOf(result, found.length + planned.length === 0), ...found, ...planned];
}

/** What is to be told about the tenant as a whole. */
function wholeOf(result: TenantResult, nothingElse: boolean): Told[] {
  const { outcome, cause } = result;
  if (!cause && (outcome === "ok" || !nothingElse)) return [];
  const text = [cause?.text ?? outcome, ...fixes(result).map((fix) => `fix: ${fix}`)].join("; ");
  return [{ rule: `outcome/${outcome}`, level: LEVEL[outcome], about: outcome, text }];
}
