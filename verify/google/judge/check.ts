import { judging } from "../../judging.ts";

export { UP } from "../../judging.ts";

export const { finding, ok, inconclusive, judged } = judging("google");

export { consolePage } from "../../../config/googleConsole.ts";
