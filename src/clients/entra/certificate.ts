import {
  constants,
  createHash,
  createPrivateKey,
  type KeyObject,
  randomUUID,
  sign,
  X509Certificate,
} from "node:crypto";
import { readFile } from "node:fs/promises";
import { DeployerError } from "./deployerError.ts";

export interface ClientCertificate {
  key: KeyObject;
  certificate: X509Certificate;
}

/**
 * Opens a PKCS#12 file (.pfx, .p12) with an RSA key and its certificate; certificates of issuers may stand beside them.
 *
 * @param password empty when the file has none; no message shows it
 * @throws DeployerError naming file and variable
 */
export async function readCertificate(path: string, password: string): Promise<ClientCertificate> {
  const said = `ARM_CLIENT_CERTIFICATE_PATH is "${path}"`;
  const content = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new DeployerError(`${said}, but it cannot be read: ${error.code ?? "unknown reason"}.`);
  });
  // Imported here, so that nobody pays for it who has no certificate.
  const { default: forge } = await import("node-forge");
  const { bags, key } = await open(forge, content, password).catch(() => {
    throw new DeployerError(
      `${said}, but it cannot be opened: ARM_CLIENT_CERTIFICATE_PASSWORD is ${password ? "wrong" : "not set"}, or this is no PKCS#12 file with an RSA key. ` +
        "To make one: openssl pkcs12 -export -inkey deployer.key -in deployer.crt -out deployer.pfx",
    );
  });
  const certificate = bags.find((one) => one.checkPrivateKey(key));
  if (!certificate)
    throw new DeployerError(`${said}, but the file holds no certificate that belongs to its key.`);
  if (certificate.validToDate.getTime() <= Date.now())
    throw new DeployerError(
      `${said}, but the certificate ended on ${certificate.validToDate.toISOString().slice(0, 10)}. ` +
        "Make a new one and upload it to the deployer's app registration (docs/deployer.md).",
    );
  return { key, certificate };
}

async function open(forge: typeof import("node-forge"), content: Buffer, password: string) {
  const { pkcs12, pki, asn1 } = forge;
  const file = pkcs12.pkcs12FromAsn1(asn1.fromDer(content.toString("binary")), password);
  const bagsOf = (type: string) => file.getBags({ bagType: type })[type] ?? [];
  const [keyBag] = [...bagsOf(pki.oids.pkcs8ShroudedKeyBag as string), ...bagsOf(pki.oids.keyBag as string)];
  if (!keyBag?.key) throw new Error("no key");
  return {
    key: createPrivateKey(pki.privateKeyToPem(keyBag.key)),
    bags: bagsOf(pki.oids.certBag as string).flatMap(({ cert }) =>
      cert ? [new X509Certificate(pki.certificateToPem(cert))] : [],
    ),
  };
}

/**
 * A client assertion (RFC 7523) that proves possession of the certificate's key, good for ten minutes.
 *
 * @param audience the token endpoint
 * @see https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
export function certificateAssertion(
  { key, certificate }: ClientCertificate,
  clientId: string,
  audience: string,
): string {
  const now = Math.floor(Date.now() / 1000);
  const thumbprint = createHash("sha256").update(certificate.raw).digest("base64url");
  const content = [
    { alg: "PS256", typ: "JWT", "x5t#S256": thumbprint },
    { aud: audience, iss: clientId, sub: clientId, jti: randomUUID(), iat: now, nbf: now, exp: now + 600 },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return `${content}.${sign("sha256", Buffer.from(content), { key, ...padding }).toString("base64url")}`;
}
