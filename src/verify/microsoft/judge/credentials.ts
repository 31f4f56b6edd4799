import type { Finding, Part } from "#verify/finding.ts";
import type { Credential, FederatedCredential, GraphApplication } from "../observed.ts";
import { exactly, judged, judgedIfThere } from "./check.ts";

const PAGE = "App registrations, Certificates & secrets: remove it, and find out who added it";

/** Other ways to sign in as the application than its client secrets: nobody asked for any. */
export const judgeOtherCredentials = (
  application: Part<GraphApplication | undefined>,
  federated: Part<FederatedCredential[]>,
): Finding[] => [
  ...judgedIfThere(application, ["application.keyCredentials"], ({ keyCredentials = [] }) => [
    exactly("application.keyCredentials", [], keyCredentials.map(described), PAGE),
  ]),
  ...judged(federated, ["application.federatedIdentityCredentials"], (credentials) => [
    exactly(
      "application.federatedIdentityCredentials",
      [],
      credentials.map(({ name, issuer, subject }) => `${name} (${issuer}, ${subject ?? "any subject"})`),
      PAGE,
    ),
  ]),
];

export const described = ({ keyId, displayName, endDateTime }: Credential): string =>
  `key id ${keyId} ("${displayName ?? ""}", ends ${endDateTime?.slice(0, 10) ?? "never"})`;
