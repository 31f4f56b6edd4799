import fc from "fast-check";
import { APPLICATION_NAME } from "#config/rules/defaults.ts";
import type { GuideModel } from "#pages/guide/model.ts";

/** A stack in which everything is configured. */
export const MODEL: GuideModel = {
  stack: "acme",
  project: "acme-erp",
  applicationName: APPLICATION_NAME,
  authorizedDomain: "cid-erp.app",
  redirectUris: ["https://acme.cid-erp.app/oauth2/retrieve_token"],
  audience: "internal",
  operators: ["anna@acme.example"],
  supportEmail: "support@acme.example",
  developerEmails: ["it@acme.example", "dev@acme.example"],
};

/** What could break out of HTML, of Markdown, or of a value. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</code>", "`", "```"),
      fc.constantFrom("|", "\\", "*", "_", "[a](b)", "&lt;", "'", "# ", "<!--", "~~~", "\n", "\n\n# "),
      fc.string({ maxLength: 5 }),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((pieces) => pieces.join("").replaceAll("\r", ""))
  .filter((value) => value.trim() !== "");

/** Models whose every text is hostile. */
export const hostileModel: fc.Arbitrary<GuideModel> = fc.record({
  stack: hostile,
  project: hostile,
  applicationName: hostile,
  authorizedDomain: hostile,
  redirectUris: fc.tuple(hostile),
  audience: fc.constantFrom("internal", "external"),
  operators: fc.array(hostile, { maxLength: 2 }),
  supportEmail: hostile,
  developerEmails: fc.array(hostile, { minLength: 1, maxLength: 2 }),
});

/** The same with harmless texts, and as many of them. */
export const harmless = ({ audience, operators, developerEmails }: GuideModel): GuideModel => ({
  ...MODEL,
  audience,
  operators: operators.map(() => "anna@acme.example"),
  developerEmails: developerEmails.map(() => "it@acme.example"),
});
