import { handoverStep } from "#config/handedOver.ts";
import { type NextStep, nextStepText } from "#config/rules/nextStep.ts";
import type { Decision } from "#config/rules/rotation.ts";
import type { CommandAnswer } from "../answer.ts";

export interface RotationReport {
  tenant: string;
  decision: Decision;
  /** Whether the newest secret is near its end, or not in the ERP yet as far as the state knows; true where there is none. */
  due: boolean;
  /** Whether the configuration was changed. */
  written: boolean;
  /** What could not be looked at. */
  unseen?: string;
  /** The words of the same command without --dry-run. */
  command: readonly string[];
}

/** What was decided. Pure. */
export function rotationAnswer(report: RotationReport): CommandAnswer {
  const { decision, due, written, unseen } = report;
  const { action, generations, because } = decision;
  const next = nextOf(report);
  return {
    ...(action === "refused"
      ? { outcome: "refused", cause: { kind: "refused", message: because } }
      : { outcome: "ok" }),
    next: next ? [next] : [],
    found: { action, due, written, generations, because, ...(unseen ? { unseen } : {}) },
    text: rotationText(report, next),
  };
}

function rotationText({ tenant, decision, written, unseen }: RotationReport, next?: NextStep): string {
  const { action, because } = decision;
  const unwritten = written || action === "none" || action === "refused" ? "" : " (not written)";
  return [
    `Stack "${tenant}": ${action === "refused" ? "refused, " : ""}${because}${unwritten}.`,
    ...(unseen ? [`Not seen: ${unseen}`] : []),
    ...(next ? [`Next: ${nextStepText(next, tenant)}`] : []),
    "",
  ].join("\n");
}

function nextOf({ tenant, decision, written, command }: RotationReport): NextStep | undefined {
  const { action, next } = decision;
  if (!written && action !== "none" && action !== "refused") return { kind: "modern-auth", words: command };
  if (next === "retire") return { kind: "modern-auth", words: ["rotate", tenant, "--retire"] };
  if (next === "handover") return handoverStep(tenant);
  return next === "up" ? { kind: "update" } : undefined;
}
