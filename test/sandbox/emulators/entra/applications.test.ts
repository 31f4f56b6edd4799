import assert from "node:assert/strict";
import { it } from "node:test";
import { appWithPrincipal, deployer, graphPrincipal, type Json, world } from "./world.ts";

it("applications are found by id, by appId and by filter, and unknown ones get the real text", async () => {
  const { graph } = await world();
  const { body: app } = await graph("POST", "/v1.0/applications", {
    displayName: "CID ERP",
    tags: ["a:b", "it's"],
  });
  assert.equal((await graph("GET", `/v1.0/applications(appId='${app.appId}')`)).body.id, app.id);
  const byAppId = `appId='${app.appId}'`;
  const encoded = `/v1.0/applications%28${encodeURIComponent(byAppId).replaceAll("'", "%27")}%29`;
  assert.equal((await graph("GET", encoded)).body.id, app.id);
  const byOtherKey = await graph("GET", `/v1.0/applications(uniqueName='${app.appId}')`);
  assert.equal(byOtherKey.status, 404);
  const find = async (filter: string) => {
    const { body } = await graph("GET", `/v1.0/applications?$filter=${encodeURIComponent(filter)}`);
    return body.value.map(({ id }: Json) => id);
  };
  assert.deepEqual(await find(`appId eq '${app.appId}'`), [app.id]);
  assert.deepEqual(await find("displayName eq 'cid erp'"), [app.id]);
  assert.deepEqual(await find("tags/any(t:t eq 'a:b') and displayName eq 'CID ERP'"), [app.id]);
  assert.deepEqual(await find("tags/any(t:t eq 'it''s')"), [app.id]);
  assert.deepEqual(await find("tags/any(t:t eq 'c')"), []);

  for (const path of [`/v1.0/applications/${app.appId}`, `/v1.0/applications(appId='${app.id}')`]) {
    const { status, body } = await graph("GET", path);
    const id = path.includes("(") ? app.id : app.appId;
    assert.equal(status, 404);
    assert.equal(body.error.code, "Request_ResourceNotFound");
    const text = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
    assert.equal(body.error.message, text);
    assert.deepEqual(Object.keys(body.error.innerError), ["date", "request-id", "client-request-id"]);
  }
});

it("applications take over what a PATCH names and keep the rest, inside complex values too", async () => {
  const { graph } = await world();
  const { body: app } = await graph("POST", "/v1.0/applications", {
    displayName: "CID ERP",
    web: { redirectUris: ["https://a.example/x"], logoutUrl: "https://a.example/out" },
    tags: ["one", "two"],
  });
  await graph("PATCH", `/v1.0/applications/${app.id}`, {
    web: { redirectUris: ["https://b.example/x"] },
    tags: ["three"],
  });
  const { body } = await graph("GET", `/v1.0/applications/${app.id}`);
  assert.deepEqual(body.web.redirectUris, ["https://b.example/x"]);
  assert.equal(body.web.logoutUrl, "https://a.example/out");
  assert.deepEqual(body.tags, ["three"]);
  assert.equal(body.displayName, "CID ERP");
});

it("applications keep no type names that a client sends along", async () => {
  const { graph } = await world();
  const { body: app } = await graph("POST", "/v1.0/applications", {
    "@odata.type": "#microsoft.graph.application",
    displayName: "CID ERP",
    web: { "@odata.type": "#microsoft.graph.webApplication", redirectUris: [] },
  });
  assert.ok(
    !JSON.stringify((await graph("GET", `/v1.0/applications/${app.id}`)).body).includes("@odata.type"),
  );
});

it("applications refuse properties that are read-only or unknown, names that are empty and bodies that are no JSON", async () => {
  const { graph, entra } = await world();
  const { body: app } = await graph("POST", "/v1.0/applications", { displayName: "CID ERP" });
  for (const body of [
    { appId: crypto.randomUUID() },
    { redirectUris: [] },
    { passwordCredentials: [{ displayName: "mine" }] },
    { displayName: "" },
  ]) {
    const answer = await graph("PATCH", `/v1.0/applications/${app.id}`, body);
    assert.equal(answer.status, 400, JSON.stringify(body));
    assert.equal(answer.body.error.code, "Request_BadRequest");
  }
  const same = await graph("PATCH", `/v1.0/applications/${app.id}`, { appId: app.appId });
  assert.equal(same.status, 204, "a read-only property may be sent as it is");
  assert.equal((await graph("POST", "/v1.0/applications", {})).status, 400);
  assert.deepEqual((await graph("GET", `/v1.0/applications/${app.id}`)).body.displayName, "CID ERP");
  const before = Object.keys(entra.state.applications).length;
  assert.equal((await graph("POST", "/v1.0/applications", "text")).status, 400);
  assert.equal(Object.keys(entra.state.applications).length, before);
});

it("applications show beta properties in beta only", async () => {
  const { graph } = await world();
  const { body: app } = await graph("POST", "/v1.0/applications", { displayName: "CID ERP" });
  const beta = await graph("GET", `/beta/applications/${app.id}?$select=oauth2RequirePostResponse`);
  const { "@odata.context": _, ...rest } = beta.body;
  assert.deepEqual(rest, { id: app.id, oauth2RequirePostResponse: false });
  const v1 = await graph("GET", `/v1.0/applications/${app.id}`);
  assert.ok(!("oauth2RequirePostResponse" in v1.body));
});

it("applications have owners that are added once, listed with their type and removed", async () => {
  const { graph, entra } = await world(["Application.ReadWrite.All"]);
  const { body: app } = await graph("POST", "/v1.0/applications", { displayName: "CID ERP" });
  const [admin] = Object.keys(entra.state.users);
  const path = `/v1.0/applications/${app.id}/owners`;
  const add = (id: string) =>
    graph("POST", `${path}/$ref`, {
      "@odata.id": `https://graph.microsoft.com/v1.0/directoryObjects/${id}`,
    });
  assert.equal((await add(deployer.objectId)).status, 204);
  assert.equal((await add(admin ?? "")).status, 204);
  const twice = await add(deployer.objectId);
  assert.equal(twice.status, 400);
  assert.match(twice.body.error.message, /^One or more added object references already exist .*'owners'\.$/);
  assert.equal((await add(crypto.randomUUID())).status, 404);
  const types = (await graph("GET", path)).body.value.map((each: Json) => each["@odata.type"]);
  assert.deepEqual(types.sort(), ["#microsoft.graph.servicePrincipal", "#microsoft.graph.user"]);
  assert.equal((await graph("DELETE", `${path}/${admin}/$ref`)).status, 204);
  assert.equal((await graph("DELETE", `${path}/${admin}/$ref`)).status, 404);
  assert.equal((await graph("GET", path)).body.value.length, 1);
});

it("applications lose nothing when a PATCH and a new secret arrive at the same time", async () => {
  const { graph, entra } = await world();
  const { body: app } = await graph("POST", "/v1.0/applications", { displayName: "CID ERP" });
  const path = `/v1.0/applications/${app.id}`;
  await Promise.all([
    graph("PATCH", path, { notes: "x" }),
    graph("POST", `${path}/addPassword`, {}),
    graph("PATCH", path, { description: "y" }),
    graph("POST", `${path}/addPassword`, {}),
  ]);
  const stored = entra.state.applications[app.id];
  assert.equal(stored?.["notes"], "x");
  assert.equal(stored?.["description"], "y");
  assert.equal(stored?.passwordCredentials.length, 2);
});

it("an application that somebody puts into the directory by hand is found, read and given a secret, however little of it there is", async () => {
  const { graph, entra } = await world(["Application.ReadWrite.All"]);
  const value = { id: "by-hand", appId: crypto.randomUUID(), displayName: "CID ERP" };
  entra.tamper([{ op: "add", path: "/applications/by-hand", value }]);
  const { body } = await graph("GET", "/v1.0/applications?$filter=displayName eq 'CID ERP'");
  assert.deepEqual(
    body.value.map(({ id }: Json) => id),
    ["by-hand"],
  );
  assert.equal((await graph("POST", "/v1.0/applications/by-hand/addPassword", {})).status, 200);
  assert.equal((await graph("POST", "/v1.0/servicePrincipals", { appId: value.appId })).status, 201);
  assert.equal((await graph("DELETE", "/v1.0/applications/by-hand")).status, 204);
});

it("service principals follow their application: name, redirect URIs and audience", async () => {
  const w = await world();
  const { app, principal } = await appWithPrincipal(w);
  w.entra.tamper([
    { op: "replace", path: `/applications/${app.id}/displayName`, value: "Renamed" },
    { op: "replace", path: `/applications/${app.id}/web/redirectUris`, value: ["https://evil.example"] },
  ]);
  const { body } = await w.graph("GET", `/v1.0/servicePrincipals(appId='${app.appId}')`);
  assert.equal(body.id, principal.id);
  assert.equal(body.displayName, "Renamed");
  assert.equal(body.appDisplayName, "Renamed");
  assert.deepEqual(body.replyUrls, ["https://evil.example"]);
  const byName = await w.graph("GET", "/v1.0/servicePrincipals?$filter=displayName eq 'Renamed'");
  assert.equal(byName.body.value.length, 1);
});

it("service principals exist once per application", async () => {
  const w = await world();
  const { app } = await appWithPrincipal(w);
  const { status, body } = await w.graph("POST", "/v1.0/servicePrincipals", { appId: app.appId });
  assert.equal(status, 409);
  assert.equal(body.error.code, "Request_MultipleObjectsWithSameKeyValue");
  assert.match(body.error.message, new RegExp(`service principal name ${app.appId} is already in use`));
});

it("service principals are not made for an application that does not exist", async () => {
  const { graph } = await world();
  const appId = crypto.randomUUID();
  const { status, body } = await graph("POST", "/v1.0/servicePrincipals", { appId });
  assert.equal(status, 400);
  const text = `The appId '${appId}' of the service principal does not reference a valid application object.`;
  assert.equal(body.error.message, text);
});

it("service principals take their consents away when they are deleted, and can be made anew", async () => {
  const w = await world();
  const { app, principal } = await appWithPrincipal(w);
  const resourceId = (await graphPrincipal(w)).id;
  await w.graph("POST", "/v1.0/oauth2PermissionGrants", {
    clientId: principal.id,
    consentType: "AllPrincipals",
    resourceId,
    scope: "openid",
  });
  assert.equal((await w.graph("DELETE", `/v1.0/servicePrincipals/${principal.id}`)).status, 204);
  assert.equal((await w.graph("GET", `/v1.0/servicePrincipals/${principal.id}`)).status, 404);
  const { body } = await w.graph("GET", `/v1.0/oauth2PermissionGrants?$filter=clientId eq '${principal.id}'`);
  assert.deepEqual(body.value, []);
  assert.equal((await w.graph("POST", "/v1.0/servicePrincipals", { appId: app.appId })).status, 201);
});

it("Microsoft Graph's own service principal lists every permission of the procedure with its real id, and the look-alikes beside them", async () => {
  const graph = await graphPrincipal(await world());
  const scope = (value: string) =>
    graph.oauth2PermissionScopes.find((each: Json) => each.value === value)?.id;
  const role = (value: string) => graph.appRoles.find((each: Json) => each.value === value)?.id;
  assert.equal(scope("IMAP.AccessAsUser.All"), "652390e4-393a-48de-9484-05f9b1212954");
  assert.equal(scope("SMTP.Send"), "258f6531-6087-4cc4-bb90-092c5fb3ed3f");
  assert.equal(scope("Mail.Send"), "e383f46e-2787-4529-855e-0e479a3ffac0");
  assert.equal(role("Mail.Send"), "b633e1c5-b582-4048-a93e-9f11b44c7e96");
  assert.equal(scope("Application.Read.All"), "c79f8feb-a9db-4090-85f9-90d820caa0eb");
  assert.equal(role("Application.Read.All"), "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30");
  const ids = [...graph.oauth2PermissionScopes, ...graph.appRoles].map(({ id }: Json) => id);
  assert.equal(new Set(ids).size, ids.length);
});

it("applications with Punycode in a redirect URI are refused as Graph refuses them, when made and when changed", async () => {
  const { graph } = await world();
  const { body: app } = await graph("POST", "/v1.0/applications", { displayName: "CID ERP" });
  for (const section of ["web", "spa", "publicClient"])
    for (const host of ["xn--dmo-bma.cid-erp.app", "démo.cid-erp.app"]) {
      const body = {
        displayName: "CID ERP",
        [section]: { redirectUris: [`https://${host}/oauth2/retrieve_token`] },
      };
      const asked = [
        ["POST", "/v1.0/applications"],
        ["PATCH", `/v1.0/applications/${app.id}`],
      ] as const;
      for (const [method, path] of asked) {
        const answer = await graph(method, path, body);
        assert.equal(answer.status, 400);
        assert.equal(answer.body.error.code, "PunycodeNotAllowedInUrl");
      }
    }
});
