/**
 * What the deployer's identity is read from. The order is that of the azuread plugin, which tries one after the other:
 * certificate, secret, id token, request for an id token, managed identity, Azure CLI.
 *
 * Source: `preConfigureCallback` in pulumi/pulumi-azuread provider/resources.go (v6), and `NewAuthorizerFromCredentials`
 * in hashicorp/go-azure-sdk sdk/auth/auth.go.
 */
export const READ = [
  "ARM_CLIENT_ID",
  "ARM_CLIENT_CERTIFICATE_PATH",
  "ARM_CLIENT_CERTIFICATE_PASSWORD",
  "ARM_CLIENT_SECRET",
  "ARM_USE_OIDC",
  "ARM_OIDC_TOKEN",
  "ARM_OIDC_REQUEST_URL",
  "ARM_OIDC_REQUEST_TOKEN",
  "ACTIONS_ID_TOKEN_REQUEST_URL",
  "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
  "ARM_USE_MSI",
  "ARM_MSI_ENDPOINT",
  "ARM_USE_CLI",
  "ARM_ENVIRONMENT",
  "ARM_METADATA_HOSTNAME",
] as const;

export interface UnreadVariable {
  name: string;
  /** What is read instead, as the end of a sentence. */
  instead: string;
  /** The line to type in a POSIX shell. No secret stands in it: the shell reads it. */
  line: string;
}

/**
 * What Terraform's azuread provider reads, and the check that Pulumi's plugin makes before it does not: with nothing else
 * set the plugin falls back to the Azure CLI and says "failed to load Azure credentials".
 */
export const UNREAD: readonly UnreadVariable[] = [
  {
    name: "ARM_CLIENT_ID_FILE_PATH",
    instead: "ARM_CLIENT_ID",
    line: 'export ARM_CLIENT_ID="$(cat "$ARM_CLIENT_ID_FILE_PATH")"',
  },
  {
    name: "ARM_CLIENT_SECRET_FILE_PATH",
    instead: "ARM_CLIENT_SECRET",
    line: 'export ARM_CLIENT_SECRET="$(cat "$ARM_CLIENT_SECRET_FILE_PATH")"',
  },
  {
    name: "ARM_CLIENT_CERTIFICATE",
    instead: "ARM_CLIENT_CERTIFICATE_PATH, the path of the PKCS#12 file itself",
    line: '(umask 077; printenv ARM_CLIENT_CERTIFICATE | base64 -d > deployer.pfx); export ARM_CLIENT_CERTIFICATE_PATH="$PWD/deployer.pfx"; unset ARM_CLIENT_CERTIFICATE',
  },
  {
    name: "ARM_OIDC_TOKEN_FILE_PATH",
    instead: "ARM_OIDC_TOKEN, with ARM_USE_OIDC=true",
    line: 'export ARM_USE_OIDC=true ARM_OIDC_TOKEN="$(cat "$ARM_OIDC_TOKEN_FILE_PATH")"',
  },
  ...["ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID", "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID"].map((name) => ({
    name,
    instead:
      "ARM_OIDC_TOKEN, with ARM_USE_OIDC=true: Azure DevOps hands one to an AzureCLI@2 task with addSpnToEnvironment: true",
    line: `export ARM_USE_OIDC=true ARM_CLIENT_ID="$servicePrincipalId" ARM_OIDC_TOKEN="$idToken"; unset ${name}`,
  })),
  {
    name: "ARM_USE_AKS_WORKLOAD_IDENTITY",
    instead: "ARM_OIDC_TOKEN, with ARM_USE_OIDC=true",
    line: 'export ARM_USE_OIDC=true ARM_CLIENT_ID="$AZURE_CLIENT_ID" ARM_OIDC_TOKEN="$(cat "$AZURE_FEDERATED_TOKEN_FILE")"; unset ARM_USE_AKS_WORKLOAD_IDENTITY',
  },
];

/** Azure DevOps asks its endpoint in another way than GitHub, by POST: what both need is no use without this. */
export const AZURE_DEVOPS: readonly string[] = UNREAD.map(({ name }) => name).filter((name) =>
  name.endsWith("_SERVICE_CONNECTION_ID"),
);
