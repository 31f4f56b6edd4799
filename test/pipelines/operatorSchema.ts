import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { findOnPath, runCommand } from "#test/sandbox/toolchain/modules.ts";

/** The operator's own repository, as a module: its CRDs are in there. */
const MODULE = "github.com/pulumi/pulumi-kubernetes-operator/v2@v2.9.0";
const LONGEST_MS = 60_000;

interface CustomResourceDefinition {
  spec: { versions: { name: string; schema: { openAPIV3Schema: object } }[] };
}

/**
 * The published schema of a Stack: from the folder that PULUMI_OPERATOR_CRDS names (`deploy/crds` of the operator's repository), or else
 * through the Go module proxy; or why it cannot be had.
 */
export async function stackSchema(env = process.env): Promise<{ schema: object } | { missing: string }> {
  const folder = env.PULUMI_OPERATOR_CRDS || (await throughGo(env));
  if (typeof folder !== "string") return folder;
  const file = readFileSync(join(folder, "pulumi.com_stacks.yaml"), "utf8");
  const version = (parse(file) as CustomResourceDefinition).spec.versions.find(({ name }) => name === "v1");
  if (!version) throw new Error(`${folder}: the definition has no version v1.`);
  return { schema: strict(version.schema.openAPIV3Schema) };
}

async function throughGo(env: NodeJS.ProcessEnv): Promise<string | { missing: string }> {
  const missing = (why: string) => ({
    missing: `The operator's schema cannot be had, so manifests are not held against it: ${why}. Set PULUMI_OPERATOR_CRDS to the folder deploy/crds of its repository.`,
  });
  const [go] = findOnPath("go", env);
  if (!go) return missing("there is no Go");
  const signal = AbortSignal.timeout(LONGEST_MS);
  const { code, output } = await runCommand(go, ["mod", "download", "-json", MODULE], { env, signal });
  if (code !== 0) return missing(`${MODULE} is not served`);
  return join((JSON.parse(output) as { Dir: string }).Dir, "deploy", "crds");
}

/** What a schema does not name Kubernetes drops without a word, so here it is wrong. */
function strict(schema: unknown): object {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== "object" || schema === null) return schema as never;
  const inner: Record<string, unknown> = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, strict(value)]),
  );
  const closed = inner.type === "object" && "properties" in inner && !("additionalProperties" in inner);
  return closed ? { ...inner, additionalProperties: false } : inner;
}
