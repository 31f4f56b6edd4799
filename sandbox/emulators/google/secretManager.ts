import type { Hono } from "hono";
import { isObject, jsonBody, resourceAndVerb, stringMap } from "./body.ts";
import { ApiError } from "./errors.ts";
import { policyOf, setPolicy } from "./iamPolicies.ts";
import { pageOf } from "./paging.ts";
import { existingSecret, projectFor, secretName } from "./secretLookup.ts";
import { addVersion, secretVersions } from "./secretVersions.ts";
import { own, type Project, type Secret } from "./state.ts";
import type { World } from "./world.ts";

const mutable = new Set(["labels", "annotations"]);
const labelKey = /^[a-z][a-z0-9_-]{0,62}$/;
const labelValue = /^[a-z0-9_-]{0,63}$/;

/** Secret Manager v1: secrets; their versions are in `secretVersions.ts`. */
export function secretManager(app: Hono, world: World): void {
  const { state, faults } = world.google;

  app.get("/v1/projects/:project/secrets", (c) => {
    const project = projectFor(c, world, "secretmanager.secrets.list");
    const all = Object.entries(state.secrets[project.projectId] ?? {})
      .filter(([id, secret]) => matches(c.req.query("filter"), id, secret))
      .map(([id, secret]) => secretView(project, id, secret));
    const limits = { standard: 25_000, most: 25_000 };
    const page = pageOf("secrets", all, (name) => c.req.query(name), limits);
    return c.json({ ...page, ...(page.secrets !== undefined && { totalSize: all.length }) });
  });

  app.post("/v1/projects/:project/secrets", async (c) => {
    const project = projectFor(c, world, "secretmanager.secrets.create");
    const id = c.req.query("secretId") ?? "";
    const body = await jsonBody(c);
    if (!/^[\w-]{1,255}$/.test(id)) {
      throw new ApiError(400, "The field [secret_id] must match the pattern [a-zA-Z0-9_-]{1,255}.");
    }
    const replication = body.replication;
    if (!isObject(replication) || !("automatic" in replication || "userManaged" in replication)) {
      throw new ApiError(400, "The field [replication] must be provided.");
    }
    state.secrets[project.projectId] ??= {};
    const secrets = state.secrets[project.projectId] ?? {};
    if (own(secrets, id)) throw new ApiError(409, `Secret [${secretName(project, id)}] already exists.`);
    const secret: Secret = {
      createTime: world.now().toISOString(),
      etag: '"1"',
      replication,
      labels: labelsOf(body.labels),
      annotations: stringMap(body.annotations ?? {}) ?? {},
      versions: {},
    };
    secrets[id] = secret;
    faults.created(`secret:${secretName(project, id)}`);
    return c.json(secretView(project, id, secret));
  });

  app.get("/v1/projects/:project/secrets/:call", (c) => {
    const { resource: id, verb } = resourceAndVerb(c.req.param("call"));
    if (verb !== "" && verb !== "getIamPolicy") return c.notFound();
    const project = projectFor(c, world, `secretmanager.secrets.${verb || "get"}`);
    if (verb === "getIamPolicy") {
      existingSecret(world, project, id);
      return c.json(policyOf(state, secretName(project, id)));
    }
    return c.json(secretView(project, id, visibleSecret(world, project, id)));
  });

  app.patch("/v1/projects/:project/secrets/:secret", async (c) => {
    const project = projectFor(c, world, "secretmanager.secrets.update");
    const id = c.req.param("secret");
    const secret = existingSecret(world, project, id);
    const body = await jsonBody(c);
    const paths = (c.req.query("updateMask") ?? "").split(",").filter(Boolean);
    if (paths.length === 0) throw new ApiError(400, "The field [update_mask] must be provided.");
    const frozen = paths.find((path) => !mutable.has(path));
    if (frozen) throw new ApiError(400, `The field [${frozen}] in the update mask cannot be updated.`);
    if (paths.includes("labels")) secret.labels = labelsOf(body.labels);
    if (paths.includes("annotations")) secret.annotations = stringMap(body.annotations ?? {}) ?? {};
    secret.etag = `"${Number(secret.etag.replaceAll('"', "")) + 1}"`;
    return c.json(secretView(project, id, secret));
  });

  app.delete("/v1/projects/:project/secrets/:secret", (c) => {
    const project = projectFor(c, world, "secretmanager.secrets.delete");
    const id = c.req.param("secret");
    existingSecret(world, project, id);
    delete state.secrets[project.projectId]?.[id];
    delete state.iamPolicies[secretName(project, id)];
    return c.json({});
  });

  app.post("/v1/projects/:project/secrets/:call", async (c) => {
    const { resource: id, verb } = resourceAndVerb(c.req.param("call"));
    if (verb === "setIamPolicy") {
      const project = projectFor(c, world, "secretmanager.secrets.setIamPolicy");
      existingSecret(world, project, id);
      return c.json(setPolicy(state, secretName(project, id), await jsonBody(c)));
    }
    if (verb !== "addVersion") return c.notFound();
    const project = projectFor(c, world, "secretmanager.versions.add");
    const name = secretName(project, id);
    return c.json(addVersion(world, name, existingSecret(world, project, id), await jsonBody(c)));
  });

  secretVersions(app, world);
}

function visibleSecret(world: World, project: Project, id: string): Secret {
  const secret = existingSecret(world, project, id);
  const name = secretName(project, id);
  if (world.google.faults.hidden(`secret:${name}`)) throw new ApiError(404, `Secret [${name}] not found.`);
  return secret;
}

function secretView(project: Project, id: string, secret: Secret) {
  const { createTime, etag, replication, labels, annotations } = secret;
  return {
    name: secretName(project, id),
    createTime,
    etag,
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
    replication,
  };
}

function labelsOf(value: unknown): Record<string, string> {
  const labels = stringMap(value ?? {});
  const bad = Object.entries(labels ?? { "": "" }).find(([k, v]) => !labelKey.test(k) || !labelValue.test(v));
  if (!labels || bad) throw new ApiError(400, `The label [${bad?.join(":") ?? ""}] is invalid.`);
  return labels;
}

/** The two filters that are of use here: `labels.KEY=VALUE` and `name:PART`. */
function matches(filter: string | undefined, id: string, secret: Secret): boolean {
  if (!filter) return true;
  const label = /^labels\.([a-z0-9_-]+)[=:]"?([^"\s]*)"?$/.exec(filter);
  if (label) return secret.labels[label[1] ?? ""] === label[2];
  const name = /^name:"?([\w-]+)"?$/.exec(filter);
  if (name) return id.includes(name[1] ?? "");
  throw new ApiError(400, `Invalid filter: ${filter}.`);
}
