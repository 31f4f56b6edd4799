import { XMLBuilder } from "fast-xml-parser";
import { plainText } from "#config/rules/printable.ts";
import type { FleetRun, Outcome, TenantResult } from "../results/result.ts";
import { findingLines, fixes, notable, plannedLine } from "./findings.ts";

/**
 * Which element of JUnit tells an outcome: a failure is what the tenant is to blame for, an error what kept the command from finding
 * out. None where all is well.
 */
const ELEMENT: Readonly<Record<Outcome, "failure" | "error" | "skipped" | undefined>> = {
  ok: undefined,
  warn: undefined,
  drift: "failure",
  inconclusive: "error",
  "not-provisioned": "error",
  refused: "error",
  failed: "error",
  "not-run": "skipped",
};

/**
 * A run as JUnit XML, one test case per tenant, as GitLab, Jenkins and Azure DevOps show it. The order of elements is that of
 * https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
 */
export function junit({ command, started, seconds, results, notes }: FleetRun): string {
  const count = (element: string) => results.filter(({ outcome }) => ELEMENT[outcome] === element).length;
  const totals = {
    "@tests": results.length,
    "@failures": count("failure"),
    "@errors": count("error"),
    "@time": seconds.toFixed(3),
  };
  const name = `modern-auth ${command}`;
  const suite = {
    "@name": name,
    ...totals,
    "@skipped": count("skipped"),
    // The schema knows no offset from UTC, and no fraction of a second.
    "@timestamp": new Date(started).toISOString().slice(0, 19),
    testcase: results.map((result) => testCase(name, result)),
    ...(notes.length > 0 ? { "system-out": notes.join("\n") } : {}),
  };
  const xml = BUILDER.build({ testsuites: { "@name": name, ...totals, testsuite: suite } });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${plainText(xml.replace(NOT_IN_XML, "\uFFFD"))}`;
}

const BUILDER = new XMLBuilder({
  attributeNamePrefix: "@",
  ignoreAttributes: false,
  format: true,
  suppressEmptyNode: true,
});

function testCase(suite: string, result: TenantResult): object {
  const { tenant, outcome, seconds, cause } = result;
  const element = ELEMENT[outcome];
  const lines = [
    ...(cause ? [cause.text] : []),
    ...fixes(result).map((fix) => `fix: ${fix}`),
    ...notable(result).flatMap((finding) => findingLines(finding, tenant)),
    ...(result.planned ?? []).map(plannedLine),
  ];
  const told = lines.join("\n");
  return {
    "@name": tenant,
    "@classname": suite,
    "@time": seconds.toFixed(3),
    ...(element === undefined
      ? told && { "system-out": told }
      : { [element]: { "@message": lines[0] ?? outcome, "@type": outcome, "#text": told } }),
  };
}

/** XML 1.0 has no way to write most control characters. */
const NOT_IN_XML = /(?![\t\n\r])[\p{Cc}\uFFFE\uFFFF]/gu;
