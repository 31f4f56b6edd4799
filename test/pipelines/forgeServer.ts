import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { type Listening, listen } from "#sandbox/emulators/core/listen.ts";

/** Smaller than what clients ask for, so that they have to turn pages. */
const PAGE = 2;

interface Post {
  id: number;
  body: string;
  /** Login of its author. */
  by: string;
}

interface Issue extends Post {
  title: string;
  labels: string[];
  open: boolean;
}

/** What both forges keep of one repository, behind the APIs of both, on loopback. */
export class ForgeServer {
  static readonly TOKEN = "token-of-the-pipeline";
  /** Whose token that is. */
  static readonly US = "github-actions[bot]";
  readonly comments: Post[] = [];
  readonly issues: Issue[] = [];
  /** "METHOD /path" of each request. */
  readonly asked: string[] = [];
  /** Status to answer with instead of doing the work. */
  broken: number | undefined;
  /** Where every request is sent on to, instead of doing the work. */
  movedTo: string | undefined;
  #server: Listening | undefined;
  #last = 0;

  static async start(): Promise<ForgeServer> {
    const forge = new ForgeServer();
    forge.#server = await listen(createServer(getRequestListener(forge.#routes().fetch)));
    return forge;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server?.port}`;
  }

  /** What a job of a pull request, or of a branch, is told. */
  github(ref: string): Record<string, string> {
    return {
      GITHUB_API_URL: this.url,
      GITHUB_GRAPHQL_URL: `${this.url}/graphql`,
      GITHUB_REPOSITORY: "contoso/erp-tenants",
      GITHUB_TOKEN: ForgeServer.TOKEN,
      GITHUB_REF: ref,
    };
  }

  /** The same of GitLab. @param mergeRequest its number */
  gitlab(mergeRequest?: number): Record<string, string> {
    return {
      CI_API_V4_URL: `${this.url}/api/v4`,
      CI_PROJECT_ID: "42",
      GITLAB_TOKEN: ForgeServer.TOKEN,
      ...(mergeRequest === undefined ? {} : { CI_MERGE_REQUEST_IID: String(mergeRequest) }),
    };
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  add(body: string, by = "anna"): Post {
    this.#last += 1;
    const post = { id: this.#last, body, by };
    this.comments.push(post);
    return post;
  }

  open(title: string, body: string, labels: string[], by = "anna"): Issue {
    this.#last += 1;
    const issue = { id: this.#last, title, body, by, labels, open: true };
    this.issues.push(issue);
    return issue;
  }

  #routes(): Hono {
    const app = new Hono();
    app.use(async (c, next) => {
      this.asked.push(`${c.req.method} ${c.req.path}`);
      const token = c.req.header("authorization") ?? `Bearer ${c.req.header("private-token")}`;
      if (token !== `Bearer ${ForgeServer.TOKEN}`) return c.json({ message: "401 Unauthorized" }, 401);
      if (this.movedTo) return c.redirect(`${this.movedTo}${c.req.path}`, 307);
      if (this.broken) return c.json({ message: "try later" }, this.broken as 503);
      return await next();
    });
    const labelled = (label = "") => this.issues.filter((one) => one.open && one.labels.includes(label));

    app.post("/graphql", (c) => c.json({ data: { viewer: { login: ForgeServer.US } } }));
    app.get("/api/v4/user", (c) => c.json({ id: accountId(ForgeServer.US) }));

    const repository = "/repos/contoso/erp-tenants/issues";
    app.get(`${repository}/7/comments`, (c) => this.#page(c, this.comments.map(shown)));
    app.post(`${repository}/7/comments`, async (c) =>
      c.json(this.add((await c.req.json()).body, ForgeServer.US), 201),
    );
    app.patch(`${repository}/comments/:id`, (c) => this.#change(c, this.comments));
    app.get(repository, (c) =>
      this.#page(
        c,
        labelled(c.req.query("labels")).map((one) => ({ ...shown(one), id: one.id + 1000, number: one.id })),
      ),
    );
    app.post(repository, async (c) => {
      const { title, body, labels } = await c.req.json();
      return c.json(this.open(title, body, labels, ForgeServer.US), 201);
    });
    app.patch(`${repository}/:id`, (c) => this.#change(c, this.issues));

    const project = "/api/v4/projects/42";
    app.get(`${project}/merge_requests/7/notes`, (c) => this.#page(c, this.comments.map(shown)));
    app.post(`${project}/merge_requests/7/notes`, async (c) =>
      c.json(this.add((await c.req.json()).body, ForgeServer.US), 201),
    );
    app.put(`${project}/merge_requests/7/notes/:id`, (c) => this.#change(c, this.comments));
    app.get(`${project}/issues`, (c) =>
      this.#page(
        c,
        labelled(c.req.query("labels")).map((one) => ({
          ...shown(one),
          id: one.id + 1000,
          iid: one.id,
          description: one.body,
        })),
      ),
    );
    app.post(`${project}/issues`, async (c) => {
      const { title, description, labels } = await c.req.json();
      return c.json(this.open(title, description, labels.split(","), ForgeServer.US), 201);
    });
    app.put(`${project}/issues/:id`, (c) => this.#change(c, this.issues));
    return app;
  }

  #page(c: Context, all: readonly object[]): Response {
    const number = Number(c.req.query("page") ?? 1);
    const url = new URL(c.req.url);
    url.searchParams.set("page", String(number + 1));
    if (number * PAGE < all.length) c.header("link", `<${url.href}>; rel="next"`);
    return c.json(all.slice((number - 1) * PAGE, number * PAGE));
  }

  async #change(c: Context, among: Post[]): Promise<Response> {
    const post = among.find(({ id }) => id === Number(c.req.param("id")));
    if (!post) return c.json({ message: "404 Not found" }, 404);
    const { description, state, state_event, ...given } = await c.req.json();
    Object.assign(post, given, description === undefined ? {} : { body: description });
    if (state === "closed" || state_event === "close") (post as Issue).open = false;
    return c.json(post);
  }
}

/** As both forges show whose it is. */
const shown = ({ id, body, by }: Post) => ({
  id,
  body,
  user: { login: by },
  author: { id: accountId(by), username: by },
});

const accountId = (login: string): number =>
  Buffer.from(login).reduce((sum, byte) => sum * 31 + byte, 0) % 100_003;
