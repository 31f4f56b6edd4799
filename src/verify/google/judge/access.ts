import type { Binding } from "#clients/google/access.ts";
import {
  ACCOUNT_ROLE,
  COPY_ROLE,
  OPERATOR_ROLE,
  PIPELINE_ROLES,
  pipelinesOf,
} from "#config/rules/googleIdentity.ts";
import { drift, equal, exactly, UPDATE } from "#verify/check.ts";
import type { ExpectedGoogle } from "../expected.ts";
import { googleCheck } from "./check.ts";

const hasPipelines = ({ pipelines }: ExpectedGoogle): boolean => pipelines !== undefined;

/** Who may do what, one line each. */
const rights = (bindings: readonly Binding[]): string[] =>
  bindings.flatMap(({ role, members, condition }) =>
    members.map((member) => right(role, member, condition?.title)),
  );

/** Addresses do not care about case; identities of a federation do. */
const named = (member: string): string =>
  member.startsWith("principal") ? member : member.replace(/:.*/, (address) => address.toLowerCase());

const right = (role: string, member: string, condition?: string): string =>
  `${role} for ${named(member)}${condition ? ` if ${condition}` : ""}`;

/** The copy of the client secret, who has access to it, and to the project as its pipelines. */
export const accessChecks = [
  // A disabled version cannot be read, so that a lost state would lose the secret.
  googleCheck({
    id: "secretManager.versions",
    verdicts: {
      ok: "as many as the state says, all enabled",
      drift: "disabled, missing or one more; or the secret is deleted",
    },
    reads: ["copy"],
    when: ({ copy }) => copy !== undefined,
    judge: ({ copy }, { copy: wanted }) => {
      const versions = (wanted?.versions ?? []).map((number) => `version ${number} enabled`);
      return copy
        ? exactly(
            versions,
            Object.entries(copy.versions).map(
              ([number, state]) => `version ${number} ${state.toLowerCase()}`,
            ),
            UPDATE,
          )
        : drift(versions, "the secret is deleted", UPDATE);
    },
  }),
  googleCheck({
    id: "secretManager.iam",
    verdicts: { ok: "the pipelines alone", drift: "somebody else, or the pipelines no more" },
    reads: ["copy"],
    of: "copy",
    when: ({ copy }) => copy !== undefined,
    judge: ({ copy }, { pipelines }) =>
      exactly(pipelines ? [right(COPY_ROLE, pipelines.member)] : [], rights(copy.bindings), UPDATE),
  }),
  // What others may do in the project is the customer's business; what the operators lack, and what the pipelines have, is not.
  googleCheck({
    id: "project.iam",
    verdicts: {
      ok: "operators and pipelines have the roles declared",
      drift: "an operator or the pipelines lack a role; or the pipelines have one more",
    },
    reads: ["projectBindings"],
    when: ({ operators, pipelines }) => operators.length > 0 || pipelines !== undefined,
    judge: ({ projectBindings }, { operators, pipelines }) => {
      const wanted = [
        ...operators.map((operator) => right(OPERATOR_ROLE, operator)),
        ...(pipelines ? PIPELINE_ROLES.map((role) => right(role, pipelines.member)) : []),
      ];
      const ofPipelines = ` for ${pipelines?.member}`;
      const there = rights(projectBindings).filter(
        (one) => wanted.includes(one) || one.endsWith(ofPipelines) || one.includes(`${ofPipelines} if `),
      );
      return exactly(wanted, there, UPDATE);
    },
  }),
  googleCheck({
    id: "workloadIdentity.pool",
    verdicts: { ok: "enabled", drift: "disabled or deleted" },
    reads: ["pipelineAccess"],
    when: hasPipelines,
    judge: ({ pipelineAccess: { pool } }) =>
      equal("enabled", pool ? (pool.disabled ? "disabled" : "enabled") : "deleted", UPDATE),
  }),
  // A further provider lets the pipelines of somebody else's issuer in.
  googleCheck({
    id: "workloadIdentity.providers",
    verdicts: {
      ok: "the one declared, enabled",
      drift: "disabled, deleted, with another issuer or condition; or one more",
    },
    reads: ["pipelineAccess"],
    when: hasPipelines,
    judge: ({ pipelineAccess: { providers } }, { pipelines }) =>
      exactly(
        pipelines ? [`${pipelines.id}: enabled, ${pipelines.issuer}, ${pipelines.condition}`] : [],
        Object.entries(providers).map(
          ([id, { disabled, issuer, condition }]) =>
            `${id}: ${disabled ? "disabled" : "enabled"}, ${issuer}, ${condition || "no condition"}`,
        ),
        UPDATE,
      ),
  }),
  googleCheck({
    id: "workloadIdentity.account",
    verdicts: { ok: "enabled", drift: "disabled or deleted" },
    reads: ["pipelineAccess"],
    when: hasPipelines,
    judge: ({ pipelineAccess: { account } }) =>
      equal("enabled", account ? (account.disabled ? "disabled" : "enabled") : "deleted", UPDATE),
  }),
  googleCheck({
    id: "workloadIdentity.account.iam",
    verdicts: {
      ok: "the trusted pipelines alone act as it",
      drift: "somebody else may, or the pipelines no more",
    },
    reads: ["pipelineAccess", "project"],
    when: hasPipelines,
    judge: ({ pipelineAccess: { account }, project: { number } }, { pipelines }) => {
      if (!account || !pipelines) return [];
      const pool = `projects/${number}/locations/global/workloadIdentityPools/${pipelines.id}`;
      const wanted = [right(ACCOUNT_ROLE, pipelinesOf(pool, pipelines))];
      return exactly(wanted, rights(account.bindings), UPDATE);
    },
  }),
];
