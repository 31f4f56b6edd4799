import { createGoogle, type GoogleOptions } from "#sandbox/emulators/google/google.ts";

export const accessToken = "ya29.test-operator-token";
export const project = { projectId: "acme-erp", projectNumber: "123456789012", name: "Acme ERP" };

/** A Google with one project and one operator, and a way to call it without a socket. */
export function testGoogle(options: GoogleOptions = {}) {
  const google = createGoogle({
    projects: [{ ...project, services: ["oslogin.googleapis.com"] }],
    accessToken,
    ...options,
  });

  async function call(method: string, url: string, body?: unknown, headers: Record<string, string> = {}) {
    const absolute = new URL(url, "http://127.0.0.1:8787");
    const response = await google.fetch(
      new Request(absolute, {
        method,
        headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json", ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : undefined,
    };
  }

  async function token(params: Record<string, string>, headers: Record<string, string> = {}) {
    const response = await google.fetch(
      new Request("https://oauth2.googleapis.com/token", {
        method: "POST",
        body: new URLSearchParams(params),
        headers,
      }),
    );
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  }

  return { google, call, token };
}
