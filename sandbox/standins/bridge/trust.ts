import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { setDefaultCACertificates } from "node:tls";
import type { Plugin } from "#provider/plugin.ts";

/** The subject of every sandbox's throw-away certificate authority. Whose certificate has it, is a sandbox. */
export const SANDBOX_AUTHORITY = "CN=erp-modern-auth sandbox";

/** The upstream plugins are Go programs: they trust what SSL_CERT_FILE names, and nothing else then. */
export function trustCertificateFile(file: string | undefined): void {
  if (file) setDefaultCACertificates(certificatesIn(file));
}

/**
 * A stand-in as it runs in a process of its own: in a sandbox only. It trusts the sandbox's certificate authority and no other, so that
 * it cannot speak to a real Microsoft or Google whatever leads it there; and where there is none, it refuses before any call.
 *
 * @param env names the authority as SSL_CERT_FILE, as the sandbox's environment does
 */
export function onlyInSandbox(plugin: Plugin, { SSL_CERT_FILE: file }: NodeJS.ProcessEnv): Plugin {
  if (file && isSandbox(file)) {
    trustCertificateFile(file);
    return plugin;
  }
  const refuse = async (): Promise<never> => {
    throw new Error(
      `The ${plugin.name} plugin that was found on the PATH is the sandbox's stand-in, and this is no sandbox: ` +
        `${file ? `SSL_CERT_FILE is ${file}` : "SSL_CERT_FILE is not set"}. Nothing was changed. ` +
        "Take the folder sandbox/standins/bin off the PATH, or open a new shell, and install the real plugin: " +
        `pulumi plugin install resource ${plugin.name} ${plugin.version}`,
    );
  };
  return { ...plugin, checkConfig: refuse, configure: refuse };
}

function isSandbox(file: string): boolean {
  try {
    const certificates = certificatesIn(file).map((pem) => new X509Certificate(pem));
    return certificates.length > 0 && certificates.every(({ subject }) => subject === SANDBOX_AUTHORITY);
  } catch {
    return false;
  }
}

const certificatesIn = (file: string): string[] =>
  readFileSync(file, "utf8").match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
