import http from "node:http";
import tls from "node:tls";

/**
 * The proxy that the environment prescribes for an address, as npm and go understand it.
 * @param {URL} url
 * @param {NodeJS.ProcessEnv} env
 * @returns {URL | undefined}
 */
export function proxyFor(url, env) {
  const proxy = url.protocol === "https:" ? env.HTTPS_PROXY || env.https_proxy : undefined;
  if (!proxy) return undefined;
  const direct = (env.NO_PROXY || env.no_proxy || "").split(/[\s,]+/).filter(Boolean);
  const isDirect = direct.some((entry) => {
    const domain = entry.replace(/^\*?\./, "").replace(/:\d+$/, "");
    return entry === "*" || url.hostname === domain || url.hostname.endsWith(`.${domain}`);
  });
  if (isDirect) return undefined;
  return new URL(proxy.includes("://") ? proxy : `http://${proxy}`);
}

/**
 * Opens a TLS connection through a proxy.
 * @param {URL} proxy
 * @param {URL} target
 * @param {AbortSignal} signal
 * @returns {Promise<tls.TLSSocket>}
 */
export function openTunnel(proxy, target, signal) {
  const authority = `${target.hostname}:${target.port || 443}`;
  const headers = { host: authority };
  if (proxy.username) {
    const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    headers["proxy-authorization"] = `Basic ${Buffer.from(credentials).toString("base64")}`;
  }
  return new Promise((resolve, reject) => {
    const asked = http.request({
      host: proxy.hostname,
      port: proxy.port || 80,
      method: "CONNECT",
      path: authority,
      headers,
      signal,
    });
    asked.once("connect", ({ statusCode }, socket) => {
      if (statusCode !== 200) {
        socket.destroy();
        reject(new Error(`the proxy ${proxy.host} answered ${statusCode}`));
        return;
      }
      const secured = tls.connect({ socket, servername: target.hostname });
      const abort = () => secured.destroy(signal.reason);
      signal.addEventListener("abort", abort, { once: true });
      secured.once("error", reject);
      secured.once("secureConnect", () => {
        signal.removeEventListener("abort", abort);
        secured.off("error", reject);
        resolve(secured);
      });
    });
    asked.once("error", reject);
    asked.end();
  });
}
