import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { test } from "node:test";
import { erpOrigin } from "#clients/erp/address.ts";
import { COMPANY, withAdvice } from "#clients/erp/advice.ts";
import { type ConnectOptions, connect } from "#clients/erp/connect.ts";
import { ErpError, type ErpErrorKind, isErpError } from "#clients/erp/errors.ts";
import { Authority } from "#sandbox/emulators/core/authority.ts";
import { listenHttps } from "#sandbox/emulators/core/listen.ts";

/** Runs a real HTTP server, so that the built-in fetch, sockets and redirects are what is tested. */
async function withServer(listener: RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function failure(url: string, more: Partial<ConnectOptions> = {}): Promise<ErpError> {
  const error = await connect({
    url,
    database: "erp",
    login: "admin",
    password: "correct horse",
    retry: { retries: 1, firstPauseMs: 1 },
    ...more,
  }).catch((caught: unknown) => caught);
  assert.ok(error instanceof ErpError, String(error));
  assert.ok(!error.message.includes("correct horse"));
  return error;
}

test("a redirect is an error that names the target's origin alone, and is not followed", async () => {
  const paths: string[] = [];
  const listener: RequestListener = (request, response) => {
    paths.push(String(request.url));
    response.writeHead(302, { location: "https://login.example.com/start?token=abc" }).end();
  };
  await withServer(listener, async (url) => {
    const error = await failure(url);
    assert.equal(error.kind, "redirect");
    assert.match(error.message, /redirected to https:\/\/login\.example\.com\. /);
    assert.equal(error.instead, "https://login.example.com");
  });
  assert.ok(!paths.includes("/start"));
});

test("statuses of proxies and pages in place of data are told apart", async () => {
  const cases: [number, string, ErpErrorKind, boolean][] = [
    [200, "<!DOCTYPE html><title>Welcome</title>", "html", false],
    [404, "<html><h1>Not Found</h1></html>", "html", false],
    [500, "<html><h1>Internal Server Error</h1></html>", "html", false],
    [200, "", "html", false],
    [200, '{"hello": "world"}', "html", false],
    [200, "[1]", "html", false],
    [502, "<html>Bad Gateway</html>", "lost", true],
    [503, "<html>Service Unavailable</html>", "busy", true],
    [504, "<html>Gateway Time-out</html>", "timeout", true],
  ];
  for (const [status, body, kind, retryable] of cases) {
    const listener: RequestListener = (_, response) => void response.writeHead(status).end(body);
    await withServer(listener, async (url) => {
      const error = await failure(url);
      assert.equal(error.kind, kind, `${status} ${body}: ${error.message}`);
      assert.equal(error.retryable, retryable, `${status} ${body}`);
      assert.ok(error.message.includes(new URL(url).host), error.message);
    });
  }
});

test("an answer that breaks off is told as such, not as a wrong address", async () => {
  const halves = {
    json2: '{"uid": 2, "la',
    jsonrpc: '{"jsonrpc": "2.0", "res',
    xmlrpc: "<?xml version='1.0'?>\n<methodResponse>\n<par",
  };
  for (const [protocol, half] of Object.entries(halves)) {
    const listener: RequestListener = (_, response) => void response.writeHead(200).end(half);
    await withServer(listener, async (url) => {
      const error = await failure(url, { protocol: protocol as keyof typeof halves });
      assert.equal(error.kind, "lost", protocol);
      assert.equal(error.retryable, true);
      assert.match(error.message, /breaks off in the middle/);
    });
  }
});

test("a certificate that is not trusted is named, and waiting does not help", async () => {
  const pair = await (await Authority.create()).issue(["localhost"]);
  const server = await listenHttps(async () => Response.json({ version: "19.0" }), pair);
  try {
    const error = await failure(`https://localhost:${server.port}`);
    assert.equal(error.kind, "unreachable");
    assert.equal(error.retryable, false);
    assert.match(
      error.message,
      /its certificate (chain is incomplete or not trusted|comes from an authority)/,
    );
  } finally {
    await server.close();
  }
});

test("a server that never answers is given up after the time limit", async () => {
  await withServer(
    () => undefined,
    async (url) => {
      const start = Date.now();
      const error = await failure(url, { timeoutMs: 120 });
      assert.equal(error.kind, "timeout");
      assert.match(error.message, /0\.12 s/);
      assert.ok(Date.now() - start < 5000);
    },
  );
});

test("an answer that starts and then stalls is given up after the time limit", async () => {
  const listener: RequestListener = (_, response) => void response.writeHead(200).write('{"jsonrpc":');
  await withServer(listener, async (url) => {
    assert.equal((await failure(url, { timeoutMs: 120 })).kind, "timeout");
  });
});

test("a connection that is cut after the request was sent is 'lost': worth another try, and no reason to change the address", async () => {
  let asked = 0;
  const cut: RequestListener = (request, response) => {
    asked += 1;
    if (asked % 2 === 0)
      return void response
        .writeHead(200, { "content-length": "99" })
        .write("{", () => request.socket.destroy());
    request.socket.destroy();
  };
  await withServer(cut, async (url) => {
    const error = await failure(url);
    assert.equal(asked, 2);
    assert.equal(error.kind, "lost");
    assert.equal(error.retryable, true);
    withAdvice(error, COMPANY);
    assert.match(error.message, /closed the connection before its answer was complete.*Fix: run it again$/);
    assert.doesNotMatch(error.message, /erpUrl|erp\.company/);
  });
});

test("no setting is blamed for what passes by itself, and the address only where nobody listens or something else answers", () => {
  const kinds: readonly [ErpErrorKind, RegExp][] = [
    ["lost", /Fix: run it again$/],
    ["timeout", /Fix: run it again$/],
    ["busy", /Fix: run it again$/],
    ["unreachable", /Fix: pulumi config set modernauth:erpUrl/],
    ["html", /Fix: pulumi config set modernauth:erpUrl/],
  ];
  for (const [kind, advice] of kinds) {
    const error = new ErpError({ kind, message: "It failed" });
    withAdvice(error, COMPANY);
    assert.match(error.message, advice, kind);
  }
  const away = new ErpError({
    kind: "unreachable",
    message: "Its database is away",
    originalName: "OperationalError",
  });
  withAdvice(away);
  assert.match(away.message, /Fix: run it again$/);
});

test("an ERP whose answer is beyond the limits is asked once, by one protocol, and the limit is named", async () => {
  for (const protocol of ["auto", "json2", "jsonrpc", "xmlrpc"] as const) {
    let asked = 0;
    const nested: RequestListener = (_, response) => {
      asked += 1;
      response.end(protocol === "xmlrpc" ? `<?xml?>${"<a>".repeat(300)}` : "[".repeat(300));
    };
    await withServer(nested, async (url) => {
      const error = await failure(url, { protocol });
      assert.deepEqual([error.kind, error.retryable, asked], ["beyond-limit", false, 1]);
      withAdvice(error, COMPANY);
      assert.match(
        error.message,
        new RegExp(`^The answer of ${url} is nested more than 200 levels deep.* Fix: Find out`),
      );
    });
  }
});

test("a connection that is refused is 'unreachable' and worth another try", async () => {
  const free = createTcpServer().listen(0, "127.0.0.1");
  await once(free, "listening");
  const { port } = free.address() as AddressInfo;
  free.close();
  await once(free, "close");
  const error = await failure(`http://127.0.0.1:${port}`);
  assert.equal(error.kind, "unreachable");
  assert.match(error.message, /ECONNREFUSED/);
});

test("only HTTPS addresses without a path are accepted, except on this machine", () => {
  assert.equal(erpOrigin("https://erp.example.com"), "https://erp.example.com");
  assert.equal(erpOrigin("https://erp.example.com:8443/"), "https://erp.example.com:8443");
  for (const local of [
    "http://localhost:8069",
    "http://127.0.0.1:1",
    "http://127.9.9.9",
    "http://[::1]:8069",
    "http://a.localhost",
  ]) {
    assert.equal(erpOrigin(local), local);
  }
  const refused: [string, RegExp][] = [
    [
      "http://erp.example.com",
      /is plain http: .*set modernauth:erpUrl https:\/\/erp\.example\.com --stack <stack>$/,
    ],
    ["http://127.0.0.1.example.com", /is plain http/],
    ["ftp://erp.example.com", /begins with https/],
    ["erp.example.com", /lacks the https:\/\/ before "erp\.example\.com"/],
    ["", /is empty/],
    ["https://erp.example.com/web/login", /has a path behind "https:\/\/erp\.example\.com"\./],
    ["https://erp.example.com/?db=x#y", /has a query and a fragment behind/],
  ];
  for (const [url, message] of refused) {
    assert.throws(
      () => erpOrigin(url),
      (error) => isErpError(error, "other") && message.test(error.message),
      url,
    );
  }
});

test("a password inside an address is not repeated", () => {
  for (const url of ["https://admin:s3cret-x@erp.example.com", "admin:s3cret-x@erp.example.com"]) {
    assert.throws(
      () => erpOrigin(url),
      (error) => isErpError(error) && !error.message.includes("s3cret-x"),
      url,
    );
  }
});
