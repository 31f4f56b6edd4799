import { asking, type GoogleCall, patient } from "./api.ts";

export interface GoogleProjectFacts {
  /** With which every client id of the project begins. */
  number: string;
  /** False for the 30 days after somebody shut it down, in which it can be restored. */
  active: boolean;
}

/**
 * Which of these permissions the caller has on a project. Whoever calls may ask, and of a project that is not there nobody has any.
 *
 * @throws GoogleApiError
 */
export async function heldPermissions(call: GoogleCall, permissions: readonly string[]): Promise<string[]> {
  const { auth, project } = call;
  const { cloudresourcemanager } = await import("googleapis/build/src/apis/cloudresourcemanager/index.js");
  const api = cloudresourcemanager({ version: "v3", auth: await auth.client() });
  return await asking("asking for the caller's rights", { role: "roles/browser", project }, async () => {
    const asked = { resource: `projects/${project}`, requestBody: { permissions: [...permissions] } };
    return (await api.projects.testIamPermissions(asked, patient(call))).data.permissions ?? [];
  });
}

/** A project by its id. @throws GoogleApiError */
export async function readProject(call: GoogleCall): Promise<GoogleProjectFacts> {
  const { auth, project } = call;
  const { cloudresourcemanager } = await import("googleapis/build/src/apis/cloudresourcemanager/index.js");
  const api = cloudresourcemanager({ version: "v3", auth: await auth.client() });
  return await asking("reading the number", { role: "roles/browser", project }, async () => {
    const { data } = await api.projects.get(
      { name: `projects/${project}`, fields: "name,state" },
      patient(call),
    );
    return { number: data.name?.split("/").at(-1) ?? "", active: data.state === "ACTIVE" };
  });
}
