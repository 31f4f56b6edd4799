import { asking, type GoogleCall, patient } from "./api.ts";

const MOST_PAGES = 5;

/** The APIs that are enabled in a project, e.g. "gmail.googleapis.com". @throws GoogleApiError */
export async function enabledServices(call: GoogleCall): Promise<string[]> {
  const { auth, project } = call;
  const { serviceusage } = await import("googleapis/build/src/apis/serviceusage/index.js");
  const api = serviceusage({ version: "v1", auth: await auth.client() });
  return await asking(
    "listing the enabled APIs",
    { role: "roles/serviceusage.serviceUsageConsumer", project },
    async () => {
      const names: string[] = [];
      let pageToken: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const { data } = await api.services.list(
          {
            parent: `projects/${project}`,
            filter: "state:ENABLED",
            pageSize: 200,
            fields: "services/name,nextPageToken",
            ...(pageToken ? { pageToken } : {}),
          },
          patient(call),
        );
        for (const { name } of data.services ?? []) names.push(name?.split("/").at(-1) ?? "");
        pageToken = data.nextPageToken ?? undefined;
        if (!pageToken) break;
      }
      return names;
    },
  );
}
