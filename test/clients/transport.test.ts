import assert from "node:assert/strict";
import { createServer, type RequestListener, type ServerResponse } from "node:http";
import { after, it } from "node:test";
import { createGzip, gzipSync } from "node:zlib";
import {
  AnswerBeyondLimit,
  type AnswerLimit,
  fetchForAtMost,
  fetchWithin,
  limitedFetch,
} from "#clients/transport.ts";
import { type Listening, listen } from "#sandbox/emulators/core/listen.ts";

const servers: Listening[] = [];
after(() => Promise.all(servers.map((server) => server.close())));

/** Asks a real server that answers so. */
async function answerOf(
  listener: RequestListener,
  call: typeof fetch = fetchWithin(5_000),
): Promise<{ response: Promise<Response>; origin: string }> {
  const server = await listen(createServer(listener));
  servers.push(server);
  const origin = `http://127.0.0.1:${server.port}`;
  return { origin, response: call(`${origin}/secret-path?token=secret-value`) };
}

const MEGABYTE = Buffer.alloc(2 ** 20, " ");

/** Writes for as long as somebody reads. */
function endlessly(response: ServerResponse, chunk: Buffer): void {
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", more);
  more();
}

const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
const xml = (levels: number): string =>
  `<?xml version='1.0'?>${"<a>".repeat(levels)}${"</a>".repeat(levels)}`;

const HOSTILE: readonly (readonly [what: string, limit: AnswerLimit, listener: RequestListener])[] = [
  [
    "announces 1 GB",
    "size",
    (_, response) => void response.writeHead(200, { "content-length": `${2 ** 30}` }).write("{"),
  ],
  ["never ends", "size", (_, response) => endlessly(response, MEGABYTE)],
  [
    "unpacks to 1 GB",
    "size",
    (_, response) => {
      const packed = createGzip();
      packed.pipe(response.writeHead(200, { "content-encoding": "gzip" }));
      endlessly(packed as unknown as ServerResponse, MEGABYTE);
    },
  ],
  [
    "is endless on the wire and empty unpacked",
    "size",
    (_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      endlessly(response, Buffer.concat(Array(10_000).fill(gzipSync(""))));
    },
  ],
  ["is 10 MB of nested lists", "depth", (_, response) => void response.end(nested(5_000_000))],
  ["is nested lists that never close", "depth", (_, response) => void response.end("[".repeat(10_000_000))],
  ["is nested objects", "depth", (_, response) => void response.end('{"a":'.repeat(201))],
  ["is nested elements", "depth", (_, response) => void response.end(xml(201))],
  [
    "is a million empty objects",
    "values",
    (_, response) => void response.end(`[${"{},".repeat(1_000_000)}{}]`),
  ],
  [
    "is a million empty elements",
    "values",
    (_, response) => void response.end(`<?xml?><a>${"<b/>".repeat(1_000_000)}</a>`),
  ],
];

for (const [what, limit, listener] of HOSTILE)
  it(`An answer that ${what} is given up before it is parsed, and the error names the limit, whose it is and what to do`, async () => {
    const { response, origin } = await answerOf(listener);
    await assert.rejects(response, (error) => {
      assert.ok(error instanceof AnswerBeyondLimit, String(error));
      assert.deepEqual([error.limit, error.origin], [limit, origin]);
      assert.match(error.message, /16 MB|200 levels|500000 values/);
      assert.match(error.message, /Fix: Find out what answers at http:/);
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
  });

for (const [what, listener] of [
  ["is silent", () => {}],
  ["sends its headers and then nothing", (_, response) => void response.writeHead(200).write("{")],
  [
    "sends a byte now and then",
    (_, response) => {
      const timer = setInterval(() => response.write(" "), 5);
      response.on("close", () => clearInterval(timer));
    },
  ],
] as const satisfies readonly (readonly [string, RequestListener])[])
  it(`A server that ${what} has one time limit for the whole exchange`, async () => {
    const { response, origin } = await answerOf(listener, fetchWithin(100));
    await assert.rejects(response, (error) => {
      assert.ok(error instanceof AnswerBeyondLimit && error.limit === "time", String(error));
      assert.equal(
        error.message,
        `${origin} did not answer completely within 0.1 s. Fix: run it again   (if it stays so, ask whoever runs ${origin})`,
      );
      return true;
    });
  });

it("A time limit also holds for a fetch that does not look at its signal, and the caller's own signal for each of them", async () => {
  const deaf = () => new Promise<Response>(() => {});
  await assert.rejects(fetchWithin(20, deaf)("https://erp.example"), AnswerBeyondLimit);
  const { response } = await answerOf(
    () => {},
    (input) => fetchWithin(5_000)(input, { signal: AbortSignal.timeout(20) }),
  );
  await assert.rejects(response, { name: "TimeoutError" });
});

it("A system that is slow at every question is given up after the time for all of them together", async () => {
  let calls = 0;
  const slow = async (): Promise<Response> => {
    calls += 1;
    await new Promise((resolve) => setTimeout(resolve, 30));
    return new Response("{}");
  };
  const call = fetchForAtMost(100, slow);
  await assert.rejects(async () => {
    for (;;) await call("https://erp.example");
  }, /https:\/\/erp\.example did not answer completely within 0\.1 s/);
  assert.ok(calls >= 2 && calls <= 5, `${calls}`);
});

it("An answer within the limits arrives whole and as it was, of every kind", async () => {
  const text = JSON.stringify({ text: `${"[".repeat(300)}\\" \\\\`, list: JSON.parse(nested(199)) });
  const { response, origin } = await answerOf(
    (_, answer) =>
      void answer.writeHead(418, { "x-kept": "yes", "content-encoding": "gzip" }).end(gzipSync(text)),
    limitedFetch,
  );
  const { status, headers, url } = await response;
  assert.deepEqual([status, headers.get("x-kept")], [418, "yes"]);
  assert.ok(url.startsWith(origin));
  assert.equal(await (await response).text(), text);
  for (const body of [
    xml(199),
    `<!doctype html>${"<br>".repeat(1_000)}`,
    `<?xml?><a>${"<b x='1'/>".repeat(1_000)}<!-- ${"<c>".repeat(3)} --></a>`,
    Buffer.alloc(16 * 2 ** 20, "a").toString(),
  ]) {
    const { response: other } = await answerOf((_, answer) => void answer.end(body));
    assert.equal(await (await other).text(), body);
  }
  const { response: empty } = await answerOf((_, answer) => void answer.writeHead(204).end());
  assert.equal((await empty).status, 204);
});
