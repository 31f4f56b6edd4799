import { ForgeApi, ForgeError } from "./api.ts";
import { type Forge, LABEL, type Post } from "./forge.ts";

/**
 * GitHub's issues and comments; a pull request is an issue, too.
 *
 * @param env of a workflow: GITHUB_API_URL, GITHUB_GRAPHQL_URL, GITHUB_REF
 * @param token the job's own, with `pull-requests: write` or `issues: write`
 * @see https://docs.github.com/rest/issues/comments
 */
export function github(env: NodeJS.ProcessEnv, repository: string, token: string): Forge {
  const api = new ForgeApi("GitHub", env.GITHUB_API_URL ?? "https://api.github.com", {
    authorization: `Bearer ${token}`,
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
  });
  const issues = `/repos/${repository}/issues`;
  const pullRequest = (): string => {
    const [, number] = /^refs\/pull\/(\d+)\//.exec(env.GITHUB_REF ?? "") ?? [];
    if (number) return `${issues}/${number}`;
    throw new ForgeError(`GITHUB_REF is "${env.GITHUB_REF ?? ""}". Allowed: that of a pull request.`);
  };
  const change = (id: number, body: object) => api.send("PATCH", `${issues}/${id}`, { ...body });
  // REST names the owner of a personal token only; this answers the bot of a job's or an app's token as well.
  const author = async (): Promise<string> => {
    const address = env.GITHUB_GRAPHQL_URL ?? "https://api.github.com/graphql";
    const { data } = await api.read<Viewer>(address, { query: "{viewer{login}}" });
    if (data?.viewer?.login) return data.viewer.login;
    throw new ForgeError(
      "GitHub does not say whose token GITHUB_TOKEN is. Allowed: the job's own, github.token.",
    );
  };
  const ours = async <T extends Written>(path: string): Promise<T[]> => {
    const login = await author();
    return (await api.list<T>(path)).filter(({ user }) => user?.login === login);
  };
  return {
    name: "GitHub",
    comments: async () => (await ours(`${pullRequest()}/comments`)).map(post),
    addComment: async (body) => api.send("POST", `${pullRequest()}/comments`, { body }),
    changeComment: async (id, body) => api.send("PATCH", `${issues}/comments/${id}`, { body }),
    issues: async () =>
      (await ours<Written & { number: number }>(`${issues}?state=open&labels=${LABEL}`)).map(
        ({ number, body }) => post({ id: number, body }),
      ),
    openIssue: async (title, body) => api.send("POST", issues, { title, body, labels: [LABEL] }),
    changeIssue: (id, title, body) => change(id, { title, body }),
    closeIssue: (id, title, body) => change(id, { title, body, state: "closed" }),
  };
}

interface Written {
  id: number;
  body: string | null;
  /** Null where the account is gone. */
  user: { login: string } | null;
}

interface Viewer {
  data?: { viewer?: { login?: string } };
}

const post = ({ id, body }: Pick<Written, "id" | "body">): Post => ({ id, body: body ?? "" });
