import { readFileSync } from "node:fs";
import { setDefaultCACertificates } from "node:tls";

/** The upstream plugins are Go programs: they trust what SSL_CERT_FILE names, and nothing else then. */
export function trustCertificateFile(file: string | undefined): void {
  if (!file) return;
  const bundle = readFileSync(file, "utf8");
  setDefaultCACertificates(
    bundle.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [],
  );
}
