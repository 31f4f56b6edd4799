import type { Hono } from "hono";
import { isObject, jsonBody } from "./body.ts";
import { createWebClient, setRedirectUris } from "./console.ts";
import { ApiError } from "./errors.ts";
import { firebaseAccess } from "./firebaseAccess.ts";
import { startLongOperation } from "./longOperations.ts";
import { redirectUriProblem } from "./redirectRules.ts";
import { own, type Project } from "./state.ts";
import type { World } from "./world.ts";

interface Asked {
  publicDisplayName: string;
  customerSupportEmail: string;
  oauthRedirectUris: string[];
}

/**
 * Firebase Management v1alpha, as far as it makes an OAuth client: brand, client and sign-in with Google in one call. It
 * adds Firebase to a project that has none, which nothing undoes. Its open questions are `settings.firebaseProvisioning`.
 */
export function firebaseProvisioning(app: Hono, world: World): void {
  const { state } = world.google;

  app.post("/v1alpha/firebase:provisionFirebaseApp", async (c) => {
    const body = await jsonBody(c);
    const [, parent = ""] = /^projects\/([^/]+)$/.exec(String(body.parent)) ?? [];
    const project = firebaseAccess(c, world, parent, "firebase.projects.update");
    const how = state.settings.firebaseProvisioning;
    if (how === "denied") throw new ApiError(403, "The caller does not have permission");
    if (how === "unknownFields") {
      throw new ApiError(
        400,
        'Invalid JSON payload received. Unknown name "firebaseAuthInput": Cannot find field.',
      );
    }
    const asked = askedOf(body);
    const appId = String(body.appNamespace);
    state.firebase[project.projectId] ??= { webApps: {}, authorizedDomains: [] };
    const { webApps, authorizedDomains } = state.firebase[project.projectId] ?? {};
    if (!own(webApps, appId)) throw new ApiError(404, `Web app ${appId} not found.`);
    makeClient(project, asked, how === "domains" ? [] : asked.oauthRedirectUris);
    if (how === "domains") {
      const hosts = asked.oauthRedirectUris.map((uri) => new URL(uri).hostname);
      authorizedDomains?.push(...hosts.filter((host) => !authorizedDomains.includes(host)));
    }
    const outcome =
      how === "failsMidway"
        ? { error: { code: 9, message: "Provisioning did not complete." } }
        : { response: { appResource: `projects/${project.projectId}/webApps/${appId}` } };
    return c.json(startLongOperation(world, "operations/fb.", project.projectId, outcome));
  });

  function makeClient(project: Project, asked: Asked, redirectUris: readonly string[]): void {
    const { projectId } = project;
    const name = "Web client (auto created by Google Service)";
    const handler = `https://${projectId}.firebaseapp.com/__/auth/handler`;
    const made = createWebClient(world.google, {
      project: projectId,
      name,
      redirectUris: [handler],
      now: world.now(),
    });
    // They spread like a change that a person makes in the console.
    setRedirectUris(world.google, made.clientId, [handler, ...redirectUris]);
    state.brands[projectId] ??= {
      applicationName: asked.publicDisplayName,
      supportEmail: asked.customerSupportEmail,
      developerEmails: [],
      audience: "external",
      publishingStatus: "production",
      authorizedDomains: [`${projectId}.firebaseapp.com`],
      scopes: [],
    };
    const { clientId, clientSecret } = made;
    state.idpConfigs[projectId] = { enabled: true, clientId, clientSecret };
    world.google.faults.created(`idpConfig:${projectId}`);
  }
}

function askedOf(body: Record<string, unknown>): Asked {
  const input = isObject(body.firebaseAuthInput) ? body.firebaseAuthInput : {};
  const config = isObject(input.googleSigninProviderConfig) ? input.googleSigninProviderConfig : {};
  const { publicDisplayName, customerSupportEmail, oauthRedirectUris } = config;
  if (input.googleSigninProviderMode !== "PROVIDER_ENABLED" || !publicDisplayName || !customerSupportEmail) {
    throw new ApiError(
      400,
      "firebase_auth_input must enable sign-in with Google, with a name and an address.",
    );
  }
  const uris = Array.isArray(oauthRedirectUris) ? oauthRedirectUris.map(String) : [];
  for (const uri of uris) {
    const problem = redirectUriProblem(uri);
    if (problem) throw new ApiError(400, `Invalid redirect URI ${uri}: ${problem}`);
  }
  return {
    publicDisplayName: String(publicDisplayName),
    customerSupportEmail: String(customerSupportEmail),
    oauthRedirectUris: uris,
  };
}
