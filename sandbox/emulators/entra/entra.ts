import { Emulator } from "../core/emulator.ts";
import { createTokenAuthority } from "./accessToken.ts";
import type { Directory } from "./directory.ts";
import { faultBody } from "./errors.ts";
import { createGraph } from "./graph.ts";
import { metadataDocument } from "./metadata.ts";
import { type Deployer, seed } from "./seed.ts";
import type { EntraState } from "./state.ts";
import { answerTokenRequest } from "./token.ts";

export type { Deployer } from "./seed.ts";
export type { EntraState } from "./state.ts";

export interface EntraOptions {
  tenantId: string;
  deployer: Deployer;
  /** The tenant's verified domain. @default "contoso.onmicrosoft.com" */
  domain?: string;
  /** The emulator's clock. @default the real one */
  now?: () => Date;
}

const LOGIN_HOST = "login.microsoftonline.com";
const GRAPH_HOST = "graph.microsoft.com";

/** Microsoft Entra: one tenant's directory behind the token endpoint and Microsoft Graph. */
export function createEntra(options: EntraOptions): Emulator<EntraState> {
  const now = options.now ?? (() => new Date());
  const domain = options.domain ?? "contoso.onmicrosoft.com";
  const state = seed({ tenantId: options.tenantId, domain, deployer: options.deployer }, now());

  const emulator = new Emulator<EntraState>({
    name: "entra",
    hosts: [LOGIN_HOST, GRAPH_HOST],
    state,
    secretFields: ["secretText", "sha256"],
    handle: (request) => answer(request),
    errorBody: faultBody,
    now,
  });
  emulator.secrets.add(options.deployer.secret);

  const directory: Directory = { state, faults: emulator.faults, secrets: emulator.secrets, now };
  const authority = createTokenAuthority(now);
  const graph = createGraph(directory, authority, (request) => emulator.fetch(request));

  const answer = (request: Request): Response | Promise<Response> => {
    const url = new URL(request.url);
    if (url.hostname !== GRAPH_HOST) {
      if (url.pathname === "/metadata/endpoints") return Response.json(metadataDocument(url));
      const tenant = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(url.pathname)?.[1];
      if (tenant && request.method === "POST") {
        return answerTokenRequest(request, decodeURIComponent(tenant), directory, authority);
      }
    }
    if (url.hostname === LOGIN_HOST) return new Response(null, { status: 404 });
    return graph(request);
  };
  return emulator;
}
