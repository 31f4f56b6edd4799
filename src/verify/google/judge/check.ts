import { judging } from "#verify/judging.ts";

export { UP } from "#verify/judging.ts";

export const { finding, ok, inconclusive, judged } = judging("google");

export { consolePage } from "#config/rules/googleConsole.ts";
