import { readFileSync } from "node:fs";
import { getCACertificates, setDefaultCACertificates } from "node:tls";

/** The upstream plugins are Go programs: they trust what SSL_CERT_FILE names. Here that is added to Node's own list. */
export function trustCertificateFile(file: string | undefined): void {
  if (!file) return;
  const bundle = readFileSync(file, "utf8");
  const certificates = bundle.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  setDefaultCACertificates([...getCACertificates("default"), ...certificates]);
}
