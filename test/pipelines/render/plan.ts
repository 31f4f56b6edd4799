import type { PipelinePlan } from "#pipelines/render/rendered.ts";

export const PLAN: PipelinePlan = {
  shards: 3,
  allowInconclusive: [],
  branch: "main",
  tenantFiles: ["tenants/Pulumi.*.yaml", "tenants/Pulumi.*.yml"],
  command: "modern-auth render github --shards 3",
};
