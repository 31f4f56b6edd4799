/** The Google program of the recordings; options change it as a user would between two runs. */
export const gcpProgram = `
import * as pulumi from "@pulumi/pulumi";
import { Service } from "@pulumi/gcp/projects/service.js";
import { Provider } from "@pulumi/gcp/provider.js";
import { Secret } from "@pulumi/gcp/secretmanager/secret.js";
import { SecretVersion } from "@pulumi/gcp/secretmanager/secretVersion.js";

const { secret = {}, version = {}, service = {}, imports = {}, without = [] } = JSON.parse(process.env.PROGRAM ?? "{}");
const base = process.env.GOOGLE_BASE;
const provider = new Provider("tenant", {
  project: "acme-erp",
  accessToken: process.env.GOOGLE_TOKEN,
  serviceUsageCustomEndpoint: base,
  resourceManagerCustomEndpoint: base,
  cloudResourceManagerCustomEndpoint: base,
  secretManagerCustomEndpoint: base,
  pollInterval: "1s",
  batching: { enableBatching: true, sendAfter: "0s" },
});
const options = (name) => ({ provider, ...(imports[name] ? { import: imports[name] } : {}) });
for (const name of ["gmail", "calendar-json", "people"]) {
  if (without.includes(name)) continue;
  new Service(name, { project: "acme-erp", service: name + ".googleapis.com", disableOnDestroy: false, ...service }, options(name));
}
const clientSecret = new Secret("client-secret", {
  project: "acme-erp",
  secretId: "erp-oauth-client-secret",
  replication: { auto: {} },
  labels: { tenant: "acme" },
  ...secret,
}, options("client-secret"));
new SecretVersion("v1", { secret: clientSecret.id, secretData: pulumi.secret("GOCSPX-aaaaaaaaaaaaaaaaaaaaaaaaaaaa"), ...version,}, options("v1"));
`;
