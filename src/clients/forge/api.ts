import { unanswered } from "../connection.ts";
import { limitedFetch } from "../transport.ts";

/** What a forge's API answers, or why it did not. */
export class ForgeError extends Error {
  override readonly name = "ForgeError";
}

type Method = "GET" | "POST" | "PUT" | "PATCH";

const PER_PAGE = 100;
/** Far more than one merge request or label has; a server that never stops is left. */
const MOST_PAGES = 30;

/** The REST API of GitHub or GitLab, which page and answer in the same way. */
export class ForgeApi {
  readonly #name: string;
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #fetch: typeof fetch;

  /** @param headers hold the token, which no message shows */
  constructor(
    name: string,
    base: string,
    headers: Readonly<Record<string, string>>,
    call: typeof fetch = limitedFetch,
  ) {
    this.#name = name;
    this.#base = base.replace(/\/$/, "");
    this.#headers = headers;
    this.#fetch = call;
  }

  /** All pages of a list. @throws ForgeError, Unreachable */
  async list<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let url: string | undefined = `${this.#base}${path}${path.includes("?") ? "&" : "?"}per_page=${PER_PAGE}`;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer: Response = await this.#ask("GET", url);
      items.push(...((await answer.json()) as T[]));
      url = nextPage(answer, this.#base);
      if (!url) return items;
    }
    throw new ForgeError(
      `${this.#name} has more than ${MOST_PAGES} pages at ${path}, and what is ours may be on a later one. Nothing was written: ` +
        "close what is done, or remove what is not needed, then run the pipeline again.",
    );
  }

  /** @throws ForgeError, Unreachable */
  async send(method: Method, path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#ask(method, `${this.#base}${path}`, JSON.stringify(body));
  }

  /** One object. @param path below the API's address; with a body, a whole address that is asked by POST @throws ForgeError, Unreachable */
  async read<T>(path: string, body?: Readonly<Record<string, unknown>>): Promise<T> {
    const answer = body
      ? await this.#ask("POST", path, JSON.stringify(body))
      : await this.#ask("GET", `${this.#base}${path}`);
    return (await answer.json()) as T;
  }

  async #ask(method: Method, url: string, body?: string): Promise<Response> {
    const call = this.#fetch;
    const answer = await call(url, {
      method,
      headers: { ...this.#headers, ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body } : {}),
      // The token goes to no other server.
      redirect: "manual",
    }).catch((error: unknown) => {
      throw unanswered(`${this.#name} (${new URL(url).host})`, error);
    });
    if (answer.ok) return answer;
    const { pathname } = new URL(url);
    const elsewhere = answer.headers.get("location");
    if (elsewhere !== null && answer.status < 400)
      throw new ForgeError(
        `${this.#name} redirects ${method} ${pathname} to ${new URL(elsewhere, url).origin} (${answer.status}), where the token does not go. ` +
          "The API's address, or the name of the repository, is another one by now: run the pipeline on the new one.",
      );
    throw new ForgeError(
      `${this.#name} answers ${answer.status} to ${method} ${pathname}${await told(answer)}`,
    );
  }
}

/** GitLab and GitHub say where the next page is in the same header (RFC 8288). The token goes to no other server. */
function nextPage(answer: Response, base: string): string | undefined {
  const [, next] = /<([^>]+)>;\s*rel="next"/.exec(answer.headers.get("link") ?? "") ?? [];
  return next?.startsWith(`${new URL(base).origin}/`) ? next : undefined;
}

async function told(answer: Response): Promise<string> {
  const body = (await answer.json().catch(() => undefined)) as { message?: unknown } | undefined;
  return body?.message ? `: ${JSON.stringify(body.message).slice(0, 200)}` : "";
}
