import { ForgeApi, ForgeError } from "./api.ts";
import { type Forge, LABEL, type Post } from "./forge.ts";

/**
 * GitLab's issues, and the notes of a merge request.
 *
 * @param env of a job: CI_API_V4_URL, CI_MERGE_REQUEST_IID
 * @param token of the project, role Reporter, scope `api`; a job's own token may do neither
 * @see https://docs.gitlab.com/api/notes/
 */
export function gitlab(env: NodeJS.ProcessEnv, project: string, token: string): Forge {
  const api = new ForgeApi("GitLab", env.CI_API_V4_URL ?? "https://gitlab.com/api/v4", {
    "private-token": token,
  });
  const issues = `/projects/${project}/issues`;
  const notes = (): string => {
    const { CI_MERGE_REQUEST_IID: iid } = env;
    if (iid) return `/projects/${project}/merge_requests/${iid}/notes`;
    throw new ForgeError("CI_MERGE_REQUEST_IID is not set. Allowed: the pipeline of a merge request.");
  };
  const change = (id: number, title: string, description: string, more: object = {}) =>
    api.send("PUT", `${issues}/${id}`, { title, description, ...more });
  const ours = async <T extends Written>(path: string): Promise<T[]> => {
    const user = await api.read<Account>("/user");
    return (await api.list<T>(path)).filter(({ author }) => author.id === user.id);
  };
  return {
    name: "GitLab",
    comments: async () => ours<Written & Post>(notes()),
    addComment: async (body) => api.send("POST", notes(), { body }),
    changeComment: async (id, body) => api.send("PUT", `${notes()}/${id}`, { body }),
    issues: async () =>
      (await ours<Issue>(`${issues}?state=opened&labels=${LABEL}`)).map(({ iid, description }) => ({
        id: iid,
        body: description ?? "",
      })),
    openIssue: (title, description) => api.send("POST", issues, { title, description, labels: LABEL }),
    changeIssue: (id, title, body) => change(id, title, body),
    closeIssue: (id, title, body) => change(id, title, body, { state_event: "close" }),
  };
}

interface Account {
  id: number;
}

interface Written {
  author: Account;
}

interface Issue extends Written {
  iid: number;
  description: string | null;
}
