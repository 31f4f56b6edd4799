import { main } from "#provider/server.ts";
import { trustCertificateFile } from "../bridge/trust.ts";
import { gcp } from "./plugin.ts";

trustCertificateFile(process.env["SSL_CERT_FILE"]);
await main(gcp(process.env));
