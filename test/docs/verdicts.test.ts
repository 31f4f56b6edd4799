import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { it } from "node:test";
import { exitCodeOf, outcomeOfFindings } from "#fleet/results/result.ts";
import { aFinding } from "#test/fixtures/findings.ts";
import { peopleChecks, serverChecks, vendorChecks } from "#verify/erp/judge.ts";
import { acceptBlind, type Finding, type Verdict } from "#verify/finding.ts";
import { GOOGLE_CHECKS } from "#verify/google/judge.ts";
import { unrecorded } from "#verify/microsoft/judge/duplicates.ts";
import { MICROSOFT_CHECKS } from "#verify/microsoft/judge.ts";

const PAGE = new URL("../../docs/verdicts.md", import.meta.url);
const VERDICTS = ["ok", "info", "warn", "inconclusive", "drift"] as const satisfies Verdict[];

const INTRODUCTION = `# What each check says
\`modern-auth verify\` and \`modern-auth drift\` give every check one verdict. This page is written by a test:
\`UPDATE_DOCS=1 npm test -- test/docs/verdicts.test.ts\`.

- \`ok\`: looked at, and as it should be. \`info\`: worth knowing, or declared impossible to look at. \`warn\`: works today, and needs someone.
- \`inconclusive\`: could not be looked at. It is never taken for \`ok\`, and a nightly run does not close its issue on it. What a check says
  when its system cannot be read at all is the same for all checks of a table, unless the check has words of its own.
- \`drift\`: someone changed it, or something is missing.
- \`--allow-inconclusive <system>\` accepts that \`microsoft\`, \`google\` or \`erp\` could not be looked at: the findings stay, marked, without
  an effect on the exit code. A nightly issue is then neither opened nor closed for them.
- Google's sign-in page, which shows whether a redirect URI is registered, is looked at from outside and needs no right. It may say nothing
  for three days after it was last seen to take the URI. \`.modern-auth/redirect-seen/\` remembers when that was.
`;

const code = (findings: readonly Finding[], strict: boolean): number =>
  exitCodeOf(outcomeOfFindings(findings, strict));

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

/** The worst finding decides; what it ends with is asked of the code itself. */
const exitCodes = (): string =>
  table(
    ["the worst verdict", "exit code", "with `--strict`", "with `--allow-inconclusive` for its system"],
    VERDICTS.map((verdict) => {
      const findings = [aFinding(verdict)];
      const accepted = acceptBlind(findings, ["microsoft"]);
      return [`\`${verdict}\``, code(findings, false), code(findings, true), code(accepted, false)];
    }),
  );

const CHECKS = {
  Microsoft: [unrecorded, ...MICROSOFT_CHECKS].filter(({ system }) => system === "microsoft"),
  Google: GOOGLE_CHECKS.filter(({ system }) => system === "google"),
  ERP: [...vendorChecks, ...MICROSOFT_CHECKS, ...GOOGLE_CHECKS, ...serverChecks, ...peopleChecks].filter(
    ({ system }) => system === "erp",
  ),
};

const written = (): string =>
  [
    INTRODUCTION,
    "## Exit codes",
    exitCodes(),
    ...Object.entries(CHECKS).flatMap(([name, checks]) => [
      `\n## ${name}`,
      table(
        ["check", ...VERDICTS.map((verdict) => `\`${verdict}\``)],
        checks.map(({ id, verdicts }) => [`\`${id}\``, ...VERDICTS.map((one) => verdicts[one] ?? "")]),
      ),
    ]),
    "",
  ].join("\n");

it("docs/verdicts.md says of every check what each verdict means, and the exit codes as they are (UPDATE_DOCS=1 writes it)", () => {
  if (process.env.UPDATE_DOCS) writeFileSync(PAGE, written());
  assert.equal(readFileSync(PAGE, "utf8"), written());
});

it("docs/verdicts.md says of every check that reads something what it means that it could not be read", () => {
  const silent = Object.values(CHECKS)
    .flat()
    .filter(({ verdicts }) => !verdicts.inconclusive)
    .map(({ id }) => id);
  // These read nothing but the configuration and the state.
  assert.deepEqual(
    silent.filter((id) => !id.startsWith("attested.")),
    ["application", "access", "handedOver"],
  );
});
