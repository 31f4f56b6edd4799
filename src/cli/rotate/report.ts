import { handoverCommand } from "#config/handedOver.ts";
import type { Decision } from "#config/rules/rotation.ts";

export interface RotationReport {
  stack: string;
  decision: Decision;
  /** Whether the newest secret is near its end, or not in the ERP yet as far as the state knows; true where there is none. */
  due: boolean;
  /** Whether the configuration was changed. */
  written: boolean;
  /** What could not be looked at. */
  unseen?: string;
  /** The same command without --dry-run. */
  command: string;
}

export const exitCode = ({ action }: Decision): number => (action === "refused" ? 4 : 0);

/** For machines. */
export const json = (report: RotationReport): string => {
  const { stack, decision, due, written, unseen } = report;
  const { action, generations, because } = decision;
  const all = { stack, action, due, written, generations, because, nextStep: nextStep(report) };
  return `${JSON.stringify(unseen ? { ...all, unseen } : all)}\n`;
};

/** For people. */
export function text(report: RotationReport): string {
  const { stack, decision, written, unseen } = report;
  const { action, because } = decision;
  const unwritten = written || action === "none" || action === "refused" ? "" : " (not written)";
  const next = nextStep(report);
  return [
    `Stack "${stack}": ${action === "refused" ? "refused, " : ""}${because}${unwritten}.`,
    ...(unseen ? [`Not seen: ${unseen}`] : []),
    ...(next ? [`Next: ${next}`] : []),
    "",
  ].join("\n");
}

function nextStep({ stack, decision, written, command }: RotationReport): string {
  const { action, next } = decision;
  if (!written && action !== "none" && action !== "refused") return command;
  if (next === "retire") return `modern-auth rotate ${stack} --retire`;
  if (next === "handover") return handoverCommand(stack);
  return next === "up" ? `pulumi up --stack ${stack}` : "";
}
