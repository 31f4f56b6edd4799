const GRAPH = "https://graph.microsoft.com";
const LOGIN = "https://login.microsoftonline.com";

/** The document that tells the azuread provider where login and Graph are: this very host, or the public names. */
export function metadataDocument(url: URL): unknown {
  const published = url.hostname === "login.microsoftonline.com";
  const login = published ? LOGIN : `https://${url.host}`;
  const graph = published ? GRAPH : `https://${url.host}`;
  return {
    name: "AzureCloud",
    portal: published ? "https://portal.azure.com" : login,
    resourceManager: published ? "https://management.azure.com/" : `${login}/`,
    microsoftGraphResourceId: `${graph}/`,
    authentication: {
      // No slash at the end: the provider puts the tenant right behind it.
      loginEndpoint: login,
      audiences: [published ? "https://management.core.windows.net/" : login],
      tenant: "common",
      identityProvider: "AAD",
    },
    suffixes: {},
  };
}
