/**
 * A page of the Google console, opened in the right project.
 *
 * @param path such as "auth/clients" (https://console.cloud.google.com/auth/overview)
 */
export const consolePage = (path: string, project: string): string =>
  `https://console.cloud.google.com/${path}?project=${encodeURIComponent(project)}`;
