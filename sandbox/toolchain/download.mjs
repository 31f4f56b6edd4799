import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import http from "node:http";
import https from "node:https";
import { pipeline } from "node:stream/promises";
import { reasonOf } from "./errors.mjs";
import { openTunnel, proxyFor } from "./proxy.mjs";

/** A closed network must cost seconds, not the minutes that operating systems wait. */
const CONNECT_TIMEOUT_MS = 3_000;
const IDLE_TIMEOUT_MS = 30_000;
const MAX_REDIRECTS = 5;

/**
 * @typedef {object} DownloadOptions
 * @property {NodeJS.ProcessEnv} env names the proxy, if there is one
 * @property {AbortSignal} [signal]
 * @property {number} [connectTimeoutMs]
 * @property {number} [idleTimeoutMs]
 */

/**
 * @param {string} url
 * @param {DownloadOptions} options
 * @returns {Promise<string>}
 */
export async function fetchText(url, options) {
  const response = await open(url, options);
  response.setEncoding("utf8");
  let text = "";
  for await (const chunk of response) text += chunk;
  return text;
}

/**
 * @param {string} url
 * @param {string} file
 * @param {DownloadOptions & { onProgress?: (received: number, total: number | undefined) => void }} options
 * @returns {Promise<string>} the SHA-256 of what was received, in hexadecimal
 */
export async function fetchFile(url, file, { onProgress, ...options }) {
  const response = await open(url, options);
  const total = Number(response.headers["content-length"]) || undefined;
  const hash = createHash("sha256");
  let received = 0;
  response.on("data", (chunk) => {
    hash.update(chunk);
    received += chunk.length;
    onProgress?.(received, total);
  });
  try {
    await pipeline(response, createWriteStream(file), { signal: options.signal });
  } catch (error) {
    throw new Error(`${url} broke off after ${received} bytes: ${reasonOf(error)}`);
  }
  return hash.digest("hex");
}

/**
 * Asks whether a host can be reached at all; whatever it answers is a yes.
 * @param {string} url
 * @param {DownloadOptions} options
 * @returns {Promise<void>}
 * @throws the reason when it cannot
 */
export async function probe(url, options) {
  const response = await request(new URL(url), "HEAD", options);
  response.destroy();
}

/**
 * @param {string} url @param {DownloadOptions} options
 * @returns {Promise<http.IncomingMessage>}
 */
async function open(url, options) {
  let at = new URL(url);
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await request(at, "GET", options);
    const status = response.statusCode ?? 0;
    if (status === 200) return response;
    response.destroy();
    const { location } = response.headers;
    if (status < 300 || status >= 400 || location === undefined) throw new Error(`${at} answered ${status}`);
    const next = new URL(location, at);
    if (at.protocol === "https:" && next.protocol !== "https:")
      throw new Error(`${at} redirects to ${next}, not https`);
    at = next;
  }
  throw new Error(`${url} redirects more than ${MAX_REDIRECTS} times`);
}

/**
 * @param {URL} url @param {string} method @param {DownloadOptions} options
 * @returns {Promise<http.IncomingMessage>}
 */
async function request(url, method, options) {
  const { env, signal, connectTimeoutMs = CONNECT_TIMEOUT_MS, idleTimeoutMs = IDLE_TIMEOUT_MS } = options;
  signal?.throwIfAborted();
  const connecting = new AbortController();
  const late = new Error(`no connection to ${url.host} within ${connectTimeoutMs / 1000} s`);
  const timer = setTimeout(() => connecting.abort(late), connectTimeoutMs);
  const interrupt = () => connecting.abort(signal?.reason);
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    const proxy = proxyFor(url, env);
    const tunnel = proxy && (await openTunnel(proxy, url, connecting.signal));
    return await send(url, method, {
      tunnel,
      connecting,
      idleTimeoutMs,
      onConnect: () => clearTimeout(timer),
    });
  } catch (error) {
    throw connecting.signal.aborted ? connecting.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", interrupt);
  }
}

/**
 * @param {URL} url @param {string} method
 * @param {{ tunnel?: import("node:tls").TLSSocket, connecting: AbortController, idleTimeoutMs: number, onConnect: () => void }} options
 * @returns {Promise<http.IncomingMessage>}
 */
function send(url, method, { tunnel, connecting, idleTimeoutMs, onConnect }) {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === "https:";
    const sent = (secure ? https : http).request(url, {
      method,
      agent: false,
      timeout: idleTimeoutMs,
      ...(tunnel && { createConnection: () => tunnel }),
    });
    const abort = () => sent.destroy(connecting.signal.reason);
    if (connecting.signal.aborted) abort();
    connecting.signal.addEventListener("abort", abort, { once: true });
    if (tunnel) onConnect();
    else sent.once("socket", (socket) => socket.once(secure ? "secureConnect" : "connect", onConnect));
    const silence = () => new Error(`${url.host} went silent for ${idleTimeoutMs / 1000} s`);
    sent.on("timeout", () => sent.destroy(silence()));
    sent.once("error", reject);
    sent.once("response", (response) => {
      connecting.signal.removeEventListener("abort", abort);
      // From here on the body's reader is the one who must learn of it.
      sent.on("timeout", () => response.destroy(silence()));
      resolve(response);
    });
    sent.end();
  });
}
