import type { Context, Hono } from "hono";
import { isObject, resourceAndVerb } from "./body.ts";
import { crc32c } from "./crc32c.ts";
import { ApiError, failedPrecondition } from "./errors.ts";
import { pageOf } from "./paging.ts";
import { existingSecret, projectFor, secretName } from "./secretLookup.ts";
import { own, type Secret, type SecretVersion } from "./state.ts";
import type { World } from "./world.ts";

interface Found {
  name: string;
  version: SecretVersion;
}

/** Secret Manager v1: the versions of a secret. */
export function secretVersions(app: Hono, world: World): void {
  const path = "/v1/projects/:project/secrets/:secret/versions";

  app.get(path, (c) => {
    const { name, secret } = secretIn(c, world, "secretmanager.versions.list");
    const all = Object.entries(secret.versions)
      .sort(([a], [b]) => Number(b) - Number(a))
      .map(([number, version]) => versionView(`${name}/versions/${number}`, version));
    const limits = { standard: 25_000, most: 25_000 };
    const page = pageOf("versions", all, (key) => c.req.query(key), limits);
    return c.json({ ...page, ...(page.versions !== undefined && { totalSize: all.length }) });
  });

  app.get(`${path}/:call`, (c) => {
    const { resource, verb } = resourceAndVerb(c.req.param("call"));
    if (verb !== "" && verb !== "access") return c.notFound();
    const permission = `secretmanager.versions.${verb || "get"}`;
    const { name, secret } = secretIn(c, world, permission);
    const found = versionIn(name, secret, resource);
    if (world.google.faults.hidden(`version:${found.name}`)) throw notFound(found.name);
    return c.json(verb === "access" ? accessView(found) : versionView(found.name, found.version));
  });

  app.post(`${path}/:call`, (c) => {
    const { resource, verb } = resourceAndVerb(c.req.param("call"));
    const change = changes.get(verb);
    if (!change) return c.notFound();
    const { name, secret } = secretIn(c, world, `secretmanager.versions.${verb}`);
    const found = versionIn(name, secret, resource);
    if (found.version.state === "DESTROYED") throw inState(found);
    change(found.version, world);
    return c.json(versionView(found.name, found.version));
  });
}

const changes = new Map<string, (version: SecretVersion, world: World) => void>([
  [
    "enable",
    (version) => {
      version.state = "ENABLED";
    },
  ],
  [
    "disable",
    (version) => {
      version.state = "DISABLED";
    },
  ],
  [
    "destroy",
    (version, world) => {
      version.state = "DESTROYED";
      version.destroyTime = world.now().toISOString();
      delete version.data;
    },
  ],
]);

/** Adds the next version with the payload of an `:addVersion` body. @throws ApiError 400 */
export function addVersion(
  world: World,
  name: string,
  secret: Secret,
  body: Record<string, unknown>,
): object {
  const payload = isObject(body.payload) ? body.payload : {};
  const data = payload.data;
  if (typeof data !== "string" || data === "") {
    throw new ApiError(400, "The field [payload.data] must be provided.");
  }
  const bytes = Buffer.from(data, "base64");
  if (payload.dataCrc32c !== undefined && String(payload.dataCrc32c) !== String(crc32c(bytes))) {
    throw new ApiError(400, "The checksum of the payload does not match [payload.data_crc32c].");
  }
  world.google.secrets.add(bytes.toString("utf8"));
  const number = Math.max(0, ...Object.keys(secret.versions).map(Number)) + 1;
  const version: SecretVersion = {
    state: "ENABLED",
    createTime: world.now().toISOString(),
    etag: '"1"',
    data: bytes.toString("base64"),
  };
  secret.versions[number] = version;
  const versionName = `${name}/versions/${number}`;
  world.google.faults.created(`version:${versionName}`);
  return versionView(versionName, version);
}

function secretIn(c: Context, world: World, permission: string): { name: string; secret: Secret } {
  const project = projectFor(c, world, permission);
  const id = c.req.param("secret") ?? "";
  return { name: secretName(project, id), secret: existingSecret(world, project, id) };
}

function versionIn(name: string, secret: Secret, asked: string): Found {
  const latest = Math.max(...Object.keys(secret.versions).map(Number));
  const number = asked === "latest" && Number.isFinite(latest) ? String(latest) : asked;
  const version = own(secret.versions, number);
  if (!version) throw notFound(`${name}/versions/${asked}`);
  return { name: `${name}/versions/${number}`, version };
}

function versionView(name: string, version: SecretVersion): object {
  const { createTime, destroyTime, state, etag } = version;
  return {
    name,
    createTime,
    ...(destroyTime && { destroyTime }),
    state,
    etag,
    replicationStatus: { automatic: {} },
  };
}

function accessView(found: Found): object {
  const { data } = found.version;
  if (found.version.state !== "ENABLED" || data === undefined) throw inState(found);
  const dataCrc32c = String(crc32c(Buffer.from(data, "base64")));
  return { name: found.name, payload: { data, dataCrc32c } };
}

function notFound(name: string): ApiError {
  return new ApiError(404, `Secret Version [${name}] not found.`);
}

function inState(found: Found): ApiError {
  return failedPrecondition(`Secret Version [${found.name}] is in ${found.version.state} state.`);
}
