import { main } from "#provider/server.ts";
import { trustCertificateFile } from "../bridge/trust.ts";
import { azuread } from "./plugin.ts";

trustCertificateFile(process.env["SSL_CERT_FILE"]);
await main(azuread(process.env));
