import { judging } from "../../judging.ts";

export { UP } from "../../judging.ts";

export const { finding, ok, inconclusive, judged } = judging("google");

/** A page of the Google console, opened in the right project. */
export const consolePage = (path: string, project: string): string =>
  `https://console.cloud.google.com/${path}?project=${project}`;
