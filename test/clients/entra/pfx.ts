import { writeFileSync } from "node:fs";
import forge from "node-forge";

export interface Pfx {
  path: string;
  /** The certificate as it is uploaded to an app registration: DER in base64. */
  uploaded: string;
}

export interface PfxOptions {
  password?: string;
  /** Both are met in practice: what OpenSSL 3 writes, and what Windows and OpenSSL 1 write. */
  algorithm?: "aes256" | "3des";
  validTo?: Date;
  /** Leaves the certificate of another key in the file. */
  foreign?: boolean;
}

/** A PKCS#12 file with a key, its certificate, and that of an issuer before it. */
export function writePfx(path: string, options: PfxOptions = {}): Pfx {
  const {
    password = "",
    algorithm = "aes256",
    validTo = new Date(Date.now() + 86_400_000),
    foreign,
  } = options;
  const own = keys();
  const issuer = keys();
  const certificate = certify(own, "ERP deployer", validTo);
  const chain = [certify(issuer, "Issuer", validTo), ...(foreign ? [] : [certificate])];
  const file = forge.pkcs12.toPkcs12Asn1(own.privateKey, chain, password, { algorithm });
  writeFileSync(path, forge.asn1.toDer(file).getBytes(), "binary");
  const der = forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes();
  return { path, uploaded: Buffer.from(der, "binary").toString("base64") };
}

const keys = () => forge.pki.rsa.generateKeyPair(2048);

function certify({ publicKey, privateKey }: forge.pki.rsa.KeyPair, name: string, validTo: Date) {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = "01";
  certificate.validity.notBefore = new Date(validTo.getTime() - 365 * 86_400_000);
  certificate.validity.notAfter = validTo;
  certificate.setSubject([{ name: "commonName", value: name }]);
  certificate.setIssuer([{ name: "commonName", value: name }]);
  certificate.sign(privateKey, forge.md.sha256.create());
  return certificate;
}
