import { atMidnight, type CalendarDate, dayOf } from "#config/rules/dates.ts";
import { clientGenerations } from "#config/rules/googleGenerations.ts";
import { resourceId, serviceAccountOf, trustOf } from "#config/rules/googleIdentity.ts";
import { requiredServices } from "#config/rules/googleServices.ts";
import { selectPermissions } from "#config/rules/permissions.ts";
import { PROFILES, redirectUris } from "#config/rules/profiles.ts";
import type { GoogleConfig } from "#config/schema.ts";
import type { Stack } from "#stack/stack.ts";
import { interruptedEnds, recordedCopy, recordedGoogle, recordedMicrosoft } from "#stack/state.ts";
import { HeldSecret } from "./erp/heldSecret.ts";
import type { ExpectedGoogle, ExpectedGoogleSecret, ExpectedPipelines } from "./google/expected.ts";
import type { RedirectSeen } from "./google/redirectSeen.ts";
import { storedClient } from "./google/storedClient.ts";
import type { ExpectedMicrosoft } from "./microsoft/expected.ts";

/** When a tenant is looked at, and what depends on that. */
export interface VerifyTime {
  /** Days before the end of a Microsoft secret on which a warning begins. */
  warnDays: number;
  /** Passed in, because nothing that judges reads the clock. */
  now: Date;
  /** What the look before this one has left. */
  redirectSeen?: RedirectSeen | undefined;
}

/** What configuration and state say the Microsoft part is; undefined for a customer without Microsoft. */
export function expectedMicrosoft(
  name: string,
  { config, exported, tag }: Stack,
  { warnDays, now }: VerifyTime,
): ExpectedMicrosoft | undefined {
  const { microsoft } = config;
  if (!microsoft) return undefined;
  const recorded = recordedMicrosoft(exported);
  return {
    stack: name,
    tenantId: microsoft.tenantId,
    applicationName: microsoft.applicationName,
    redirectUris: redirectUris(PROFILES[config.erp.profile], "microsoft", config.dns),
    tag,
    permissions: selectPermissions(microsoft.permissions, microsoft.mailSend),
    keep: microsoft.keep,
    consent: microsoft.consent,
    mailSend: microsoft.mailSend,
    ...recorded,
    plannedEnds: [
      ...microsoft.generations.map(({ end }) => atMidnight(end as CalendarDate)),
      ...recorded.secrets.map(({ endDate }) => endDate),
      ...interruptedEnds(exported),
    ],
    warnDays,
    today: dayOf(now),
  };
}

/**
 * What configuration and state say the Google part is; undefined for a customer without Google.
 *
 * @throws Error when a client's file in the configuration is none
 */
export function expectedGoogle(
  name: string,
  { config, exported }: Stack,
  { now, redirectSeen }: Pick<VerifyTime, "now" | "redirectSeen">,
): ExpectedGoogle | undefined {
  const { google } = config;
  if (!google) return undefined;
  const secrets = clientGenerations(config).map((generation): ExpectedGoogleSecret => {
    const { number, since } = generation;
    const { clientId, clientSecret } = storedClient(name, generation);
    return { number, clientId, secret: new HeldSecret(clientSecret), ...(since ? { since } : {}) };
  });
  // A secret that no update has seen yet is not in the state; what the state knows of the client is as good.
  const recorded = recordedGoogle(
    exported,
    secrets.map(({ number }) => number),
  );
  const { workloadIdentity } = google;
  const versions = recordedCopy(exported);
  const tenant = name.split("/").at(-1) ?? name;
  return {
    stack: name,
    project: google.project,
    redirectUri: redirectUris(PROFILES[config.erp.profile], "google", config.dns)[0],
    audience: google.audience,
    services: requiredServices(google),
    ...(google.secretManager && versions ? { copy: { secretId: resourceId(tenant), versions } } : {}),
    operators: google.operators,
    ...(workloadIdentity ? { pipelines: expectedPipelines(tenant, google.project, workloadIdentity) } : {}),
    secrets,
    ...(recorded ? { recorded } : {}),
    attested: google.attested,
    ...(redirectSeen ? { redirectSeen } : {}),
    now: now.toISOString(),
    today: dayOf(now),
  };
}

function expectedPipelines(
  stack: string,
  project: string,
  given: NonNullable<GoogleConfig["workloadIdentity"]>,
): ExpectedPipelines {
  const id = resourceId(stack);
  const member = `serviceAccount:${serviceAccountOf(id, project)}`;
  return { id, member, ...given, condition: trustOf(given).attributeCondition };
}
