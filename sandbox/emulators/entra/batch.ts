import type { Hono } from "hono";
import { GraphError } from "./errors.ts";
import { type GraphEnv, isObject, readBody } from "./http.ts";

const LARGEST_BATCH = 20;

interface Step {
  id: string;
  method: string;
  url: string;
  headers: Record<string, string>;
  body: unknown;
  dependsOn: string[];
}

interface Answer {
  id: string;
  status: number;
  headers: Record<string, string>;
  body?: unknown;
}

/**
 * POST /$batch: several requests in one, each with its own answer.
 * @param send sends one of them, as if it had come alone
 */
export function batchRoutes(app: Hono<GraphEnv>, send: (request: Request) => Promise<Response>): void {
  app.post("/$batch", async (c) => {
    const steps = readSteps((await readBody(c))["requests"]);
    const authorization = c.req.header("authorization") ?? "";
    const answers = new Map<string, Answer>();
    for (const step of steps) {
      const failed = step.dependsOn.some((id) => (answers.get(id)?.status ?? 424) >= 400);
      answers.set(
        step.id,
        failed ? failedDependency(step) : await answer(step, c.env.base, authorization, send),
      );
    }
    return c.json({ responses: [...answers.values()] });
  });
}

function readSteps(requests: unknown): Step[] {
  if (!Array.isArray(requests)) throw invalid("The 'requests' property is required.");
  if (requests.length > LARGEST_BATCH) {
    throw invalid(`Number of batch request steps exceeds the maximum value of ${LARGEST_BATCH}.`);
  }
  const steps = requests.map(readStep);
  const known = new Set<string>();
  for (const { id, dependsOn } of steps) {
    if (known.has(id)) throw invalid(`Request Id '${id}' has to be unique in a batch.`);
    const unknown = dependsOn.find((other) => !known.has(other));
    if (unknown !== undefined)
      throw invalid(`Request '${id}' depends on '${unknown}', which does not precede it.`);
    known.add(id);
  }
  return steps;
}

function readStep(value: unknown): Step {
  const { id, method, url, headers, body, dependsOn } = isObject(value) ? value : {};
  if (typeof id !== "string" || typeof method !== "string" || typeof url !== "string") {
    throw invalid("Every request needs 'id', 'method' and 'url'.");
  }
  return {
    id,
    method: method.toUpperCase(),
    url,
    headers: isObject(headers)
      ? Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, String(v)]))
      : {},
    body,
    dependsOn: Array.isArray(dependsOn) ? dependsOn.map(String) : [],
  };
}

async function answer(
  step: Step,
  base: string,
  authorization: string,
  send: (request: Request) => Promise<Response>,
): Promise<Answer> {
  const request = new Request(`${base}/${step.url.replace(/^\//, "")}`, {
    method: step.method,
    headers: { authorization, ...step.headers },
    ...(step.body === undefined ? {} : { body: JSON.stringify(step.body) }),
  });
  const response = await send(request);
  const text = await response.text();
  const headers = Object.fromEntries(
    [...response.headers].filter(([name]) => ["content-type", "location", "retry-after"].includes(name)),
  );
  return {
    id: step.id,
    status: response.status,
    headers,
    ...(text === "" ? {} : { body: JSON.parse(text) }),
  };
}

function failedDependency({ id }: Step): Answer {
  const error = { code: "FailedDependency", message: "A request that this request depends on failed." };
  return { id, status: 424, headers: { "content-type": "application/json" }, body: { error } };
}

const invalid = (message: string): GraphError => new GraphError(400, "BadRequest", message);
