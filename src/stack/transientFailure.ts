/** Failures of Microsoft's directory that pass by themselves, in the words in which the azuread plugin reports them. */
const TRANSIENT: readonly (readonly [name: string, text: RegExp])[] = [
  [
    "replication: a new object is not known everywhere yet",
    /Timed out whilst waiting for .* to be replicated/,
  ],
  [
    "replication: a new object is not known everywhere yet",
    /unexpected status 404|Request_ResourceNotFound|with object ID .* was not found/,
  ],
  // hashicorp/terraform-provider-azuread#1896: the read after a creation found nothing.
  ["replication: a new object is not known everywhere yet", /expected non-empty ID/],
  [
    "replication: a new object is not known everywhere yet",
    /does not reference a valid application object|valid application object/,
  ],
  [
    "replication: a new object is not known everywhere yet",
    /reference-property objects are not present|Not a valid reference update/,
  ],
  // A request that had succeeded was sent again: the next run takes over what is there (#690, #1759).
  [
    "an answer was lost: what was asked for is there already",
    /Permission entry already exists|Permission being assigned already exists/,
  ],
  ["two changes met", /Directory_ConcurrencyViolation|unexpected status 409/],
  ["throttling", /unexpected status 429|TooManyRequests|Too many requests/],
  ["the service is overloaded", /unexpected status 50[0-4]|ServiceUnavailable/],
  ["the connection broke", /connection reset|unexpected EOF|fetch failed|socket hang up|ECONNRESET/i],
];

/**
 * Why a failed `pulumi up` is worth another try; undefined when trying again cannot help.
 *
 * @param output everything that the run printed
 */
export const transientFailure = (output: string): string | undefined =>
  TRANSIENT.find(([, text]) => text.test(output))?.[0];
