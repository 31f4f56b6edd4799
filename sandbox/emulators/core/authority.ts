import { webcrypto } from "node:crypto";
import "reflect-metadata"; // demanded by @peculiar/x509
import * as x509 from "@peculiar/x509";
import { SANDBOX_AUTHORITY } from "#sandbox/standins/bridge/trust.ts";

export interface KeyPair {
  /** PEM. */
  key: string;
  /** PEM. */
  cert: string;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY = 24 * 60 * 60 * 1000;

/** A throw-away certificate authority: its key exists in this process only and dies with it. */
export class Authority {
  /** The certificate to trust, PEM. */
  readonly cert: string;
  readonly #issuer: x509.X509Certificate;
  readonly #keys: webcrypto.CryptoKeyPair;

  private constructor(issuer: x509.X509Certificate, keys: webcrypto.CryptoKeyPair) {
    this.cert = issuer.toString("pem");
    this.#issuer = issuer;
    this.#keys = keys;
  }

  static async create(): Promise<Authority> {
    const keys = await generateKeys();
    const issuer = await x509.X509CertificateGenerator.createSelfSigned({
      name: SANDBOX_AUTHORITY,
      ...validity(),
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      ],
    });
    return new Authority(issuer, keys);
  }

  /** A server certificate for these host names, and for localhost. */
  async issue(hosts: readonly string[]): Promise<KeyPair> {
    const keys = await generateKeys();
    const names = [...new Set([...hosts, "localhost"])].map((value) => ({ type: "dns" as const, value }));
    const cert = await x509.X509CertificateGenerator.create({
      subject: `CN=${hosts[0] ?? "localhost"}`,
      issuer: this.#issuer.subject,
      ...validity(),
      publicKey: keys.publicKey,
      signingKey: this.#keys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [new x509.SubjectAlternativeNameExtension([...names, { type: "ip", value: "127.0.0.1" }])],
    });
    const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
    return { cert: cert.toString("pem"), key: x509.PemConverter.encode(pkcs8, "PRIVATE KEY") };
  }
}

const generateKeys = () =>
  webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]) as Promise<webcrypto.CryptoKeyPair>;

const validity = () => ({ notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + 30 * DAY) });
