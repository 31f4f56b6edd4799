import { randomUUID } from "node:crypto";
import { isUnknown, UNKNOWN, type Values } from "#provider/plugin.ts";
import { Diagnostic, introduced, isNotFound, unlessGone } from "../bridge/errors.ts";
import { type Answer, untilSteady } from "../bridge/http.ts";
import { type Definition, importedAs, type Planning } from "../bridge/resource.ts";
import { equal, type Json } from "../bridge/values.ts";
import { applicationFields } from "./applicationFields.ts";
import { applicationBody, applicationState, identifierUris, resourceAccessBody } from "./applicationModel.ts";
import { errorOf, filter, type Graph, selecting } from "./graph.ts";
import { changeOwners, completeOwners, firstOwners, listOwners } from "./owners.ts";
import { connected, GONE, isTrue, lastPart, type Session, said, text, texts } from "./session.ts";
import { tagsOfFeatures } from "./tags.ts";

const TYPE = "azuread_application";

/** azuread:index/application:Application. */
export const application = (session: Session): Definition => ({
  fields: applicationFields,

  async customize(planning) {
    if (planning.config["password"])
      throw new Diagnostic("`password` is not served by this stand-in: use an ApplicationPassword");
    await rejectDuplicateInPlan(session, planning);
    return withRenewedIds(planning);
  },

  async create(planned, made) {
    const graph = connected(session);
    const name = text(planned["displayName"]);
    if (isTrue(planned["preventDuplicateNames"])) await rejectDuplicate(graph, name, undefined);
    const owners = firstOwners(graph, planned);
    const body = {
      ...applicationBody(planned, wantedTags(planned, undefined)),
      identifierUris: identifierUris(planned),
      requiredResourceAccess: resourceAccessBody(planned),
      "owners@odata.bind": owners.bound,
    };
    const app = await introduced("Could not create application", graph.post("/applications", { body }));
    const path = `/applications/${said(app, "id")}`;
    made(path);
    await awaitReplication(graph, path, name);
    await completeOwners(graph, path, owners);
    if (isTrue(planned["oauth2PostResponseRequired"])) await setPostResponse(graph, path, true);
    return undefined;
  },

  async read(id, state) {
    const graph = connected(session);
    const app = await introduced(`Retrieving ${describe(id)}`, unlessGone(graph.get(id)));
    if (!app) return undefined;
    const beta = await graph.get(`${id}?${selecting("oauth2RequirePostResponse")}`, { version: "beta" });
    return {
      ...applicationState(app),
      oauth2PostResponseRequired: beta["oauth2RequirePostResponse"] === true,
      owners: await listOwners(graph, id),
      logoImage: text(state["logoImage"]),
      password: state["password"] ?? null,
      preventDuplicateNames: isTrue(state["preventDuplicateNames"]),
    };
  },

  async update(id, planned, live) {
    const graph = connected(session);
    const name = text(planned["displayName"]);
    if (isTrue(planned["preventDuplicateNames"])) await rejectDuplicate(graph, name, lastPart(id));
    await disableChangedPermissions(graph, id, planned);
    const changed = (property: string): boolean => !equal(planned[property], live[property]);
    const body = {
      ...applicationBody(planned, wantedTags(planned, live)),
      ...(changed("identifierUris") && { identifierUris: identifierUris(planned) }),
      ...(changed("requiredResourceAccesses") && { requiredResourceAccess: resourceAccessBody(planned) }),
    };
    const patched = graph.patch(id, { body, again: replicating });
    await introduced(`Could not update ${describe(id)}`, patched);
    if (changed("oauth2PostResponseRequired"))
      await setPostResponse(graph, id, isTrue(planned["oauth2PostResponseRequired"]));
    if (changed("owners")) await changeOwners(graph, id, texts(planned["owners"]));
  },

  async delete(id) {
    const graph = connected(session);
    await introduced(`Deleting ${describe(id)}`, graph.delete(id));
    await untilSteady(() => isGone(graph, id), GONE);
  },

  import: importedAs("/applications/{objectId}"),
});

const describe = (id: string): string => `Application (Application: ${JSON.stringify(lastPart(id))})`;

/** Right after a creation some replicas don't know the application: setting its name twice shows when they do. */
async function awaitReplication(graph: Graph, path: string, name: string): Promise<void> {
  for (const displayName of [`TERRAFORM_UPDATE_${randomUUID()}`, name]) {
    const body = { "@odata.type": "#microsoft.graph.application", displayName };
    await graph.patch(path, { body, again: replicating }).catch((error: Error) => {
      const late = "Timed out whilst waiting for new application to be replicated in Azure AD";
      throw new Diagnostic(
        isNotFound(error) ? late : `Failed to patch ${describe(path)} after creating`,
        error.message,
      );
    });
  }
}

const replicating = (answer: Answer): boolean =>
  answer.status === 404 ||
  answer.status === 409 ||
  (answer.status === 400 &&
    errorOf(answer).message.includes(
      "Permission (scope or role) cannot be deleted or updated unless disabled first",
    ));

export const isGone = async (graph: Graph, path: string): Promise<boolean> =>
  (await unlessGone(graph.get(path))) === undefined;

const setPostResponse = (graph: Graph, path: string, required: boolean): Promise<void> =>
  graph.patch(path, { version: "beta", body: { oauth2RequirePostResponse: required } });

const duplicate = (id: string, name: string): Error =>
  new Diagnostic(
    `An existing "${TYPE}" with name ${JSON.stringify(name)} (ID: ${JSON.stringify(id)}) was found and \`prevent_duplicate_names\` was specified. To be managed via Terraform, this resource needs to be imported into the State. Please see the resource documentation for "${TYPE}" for more information.`,
  );

async function rejectDuplicate(graph: Graph, name: string, own: string | undefined): Promise<void> {
  const found = await graph.list(`/applications?${filter(`displayName eq '${name}'`)}`);
  const other = found.find((app) => said(app, "displayName") === name && said(app, "id") !== own);
  if (other) throw duplicate(said(other, "id"), name);
}

/** At preview: a new application, or a new name for one. Upstream accepts any name for an application it knows. */
async function rejectDuplicateInPlan(session: Session, { id, live, planned }: Planning): Promise<void> {
  const name = planned["displayName"];
  const before = text(live?.["displayName"]);
  if (!session.graph || !isTrue(planned["preventDuplicateNames"]) || isUnknown(name) || !text(name)) return;
  if (before !== "" && before === name) return;
  const found = await session.graph.list(`/applications?${filter(`displayName eq '${text(name)}'`)}`);
  const other = found.find((app) => said(app, "displayName") === name);
  if (other && id === undefined) throw duplicate(said(other, "id"), text(name));
}

/** The maps of ids by value follow the roles and scopes, whose ids only Graph knows for sure. */
function withRenewedIds({ live, planned }: Planning): Values {
  if (!live) return planned;
  const scopes = (values: Values) => (values["api"] as Values | null)?.["oauth2PermissionScopes"] ?? [];
  const renewed = { ...planned };
  if (!equal(planned["appRoles"], live["appRoles"])) renewed["appRoleIds"] = UNKNOWN;
  if (!equal(scopes(planned), scopes(live))) renewed["oauth2PermissionScopeIds"] = UNKNOWN;
  if (!equal(planned["logoImage"], live["logoImage"])) renewed["logoUrl"] = UNKNOWN;
  return renewed;
}

/** Graph refuses to change or drop a role or a scope that is enabled. */
async function disableChangedPermissions(graph: Graph, path: string, planned: Values): Promise<void> {
  const app = await graph.get(path);
  const wanted = applicationBody(planned, []);
  const live = applicationBody({ ...applicationState(app), displayName: "" }, []);
  const off = (before: Json[], after: Json[]): Json[] | undefined => {
    const stale = before.filter((item) => item["isEnabled"] && !after.some((other) => isSame(item, other)));
    return stale.length === 0
      ? undefined
      : before.map((item) => (stale.includes(item) ? { ...item, isEnabled: false } : item));
  };
  const roles = off(live["appRoles"] as Json[], wanted["appRoles"] as Json[]);
  const scopesOf = (body: Json) => (body["api"] as Json)["oauth2PermissionScopes"] as Json[];
  const scopes = off(scopesOf(live), scopesOf(wanted));
  if (roles) await graph.patch(path, { body: { appRoles: roles } });
  if (scopes) await graph.patch(path, { body: { api: { oauth2PermissionScopes: scopes } } });
}

const isSame = (a: Json, b: Json): boolean =>
  JSON.stringify({ ...a, isEnabled: true }) === JSON.stringify({ ...b, isEnabled: true });

/** Well-known tags are either given as switches or as tags. */
function wantedTags(planned: Values, live: Values | undefined): string[] {
  const switches = planned["featureTags"];
  const given = live ? !equal(switches, live["featureTags"]) : Array.isArray(switches) && switches.length > 0;
  return given ? tagsOfFeatures(switches) : texts(planned["tags"]);
}
