/**
 * A page of the Google console, opened in the right project.
 *
 * @param path such as "auth/clients" (https://console.cloud.google.com/auth/overview)
 */
export const consolePage = (path: string, project: string): string =>
  `https://console.cloud.google.com/${path}?project=${encodeURIComponent(project)}`;

/** Who may sign in through the Google client: the customer's organisation, or anybody. */
export const AUDIENCES = ["internal", "external"] as const;
export type Audience = (typeof AUDIENCES)[number];

/** The publishing status of an external audience. */
export const PUBLISHING = ["testing", "production"] as const;
export type Publishing = (typeof PUBLISHING)[number];
