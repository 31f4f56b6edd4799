import { consolePage } from "#config/rules/googleConsole.ts";
import { type FirebaseApi, NoAnswer, Refusal, type WebApp } from "./firebaseApi.ts";

/** How the web app of ours is called. It gives nobody any right; Firebase hangs the OAuth client on it. */
export const webAppName = "erp-modern-auth";

export interface Made {
  project: string;
  /** The web apps that were there before: they stay. */
  before: readonly WebApp[];
  /** Whether Google may have made the client. There was no sign-in with Google before. */
  provisioning: boolean;
  /** The client that it made, where it is known. */
  clientId?: string;
}

/**
 * Takes away what a run made. It looks what is there rather than what was answered: an answer may have been lost.
 * @returns what is left, each with what to do about it
 */
export async function cleanUp(api: FirebaseApi, made: Made): Promise<string[]> {
  const { project, provisioning } = made;
  const left: string[] = [];
  let clientId = made.clientId;
  if (provisioning) {
    const step = async () => {
      const config = await api.idpConfig();
      clientId ??= config?.clientId ?? undefined;
      if (config) await api.removeIdpConfig();
    };
    const page = `https://console.firebase.google.com/project/${project}/authentication/providers`;
    left.push(
      ...(await attempt(step, `The sign-in with Google may still be configured: delete it on ${page}`)),
    );
  }
  const step = async () => {
    const known = new Set(made.before.map(({ appId }) => appId));
    const ours = (await api.webApps()).filter(
      (app) => app.displayName === webAppName && !known.has(app.appId),
    );
    for (const app of ours) await api.removeWebApp(app);
  };
  const settings = `https://console.firebase.google.com/project/${project}/settings/general`;
  left.push(
    ...(await attempt(step, `The web app ${webAppName} may still be there: remove it on ${settings}`)),
  );
  if (provisioning) left.push(...stays(project, clientId));
  return left;
}

async function attempt(step: () => Promise<void>, otherwise: string): Promise<string[]> {
  try {
    await step();
    return [];
  } catch (error) {
    if (error instanceof Refusal || error instanceof NoAnswer) return [`${otherwise} (${error.message}).`];
    throw error;
  }
}

/** No API deletes these. */
function stays(project: string, clientId: string | undefined): string[] {
  const client = clientId
    ? `The OAuth client ${clientId} is there`
    : 'An OAuth client "Web client (auto created by Google Service)" may be there';
  return [
    `${client}, and no API deletes it: delete it on ${consolePage("auth/clients", project)}.`,
    `The consent screen has the name and address that were asked for, unless it had others before; no API deletes it. It serves the client that a person makes: check it on https://console.cloud.google.com/auth/branding?project=${project}.`,
  ];
}
