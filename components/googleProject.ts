import { getProjectOutput } from "@pulumi/gcp/organizations/getProject.js";
import { Project } from "@pulumi/gcp/organizations/project.js";
import { IAMMember } from "@pulumi/gcp/projects/iammember.js";
import { Service } from "@pulumi/gcp/projects/service.js";
import { getTokenOutput } from "@pulumi/gcp/siteverification/getToken.js";
import { WebResource } from "@pulumi/gcp/siteverification/webResource.js";
import * as pulumi from "@pulumi/pulumi";
import { OPERATOR_ROLE } from "#config/rules/googleIdentity.ts";
import { requiredServices } from "#config/rules/googleServices.ts";
import type { GoogleConfig } from "#config/schema.ts";

export interface GoogleProjectArgs {
  config: GoogleConfig;
  /** The domain that the consent screen authorises, e.g. "cid-erp.app". */
  authorizedDomain: string;
  /** Labels of what is made, so that a later run finds it without the state. */
  labels: Record<string, string>;
  /** Import id of a project that an earlier run made and no state knows. */
  existing?: string | undefined;
}

/** The customer's Google Cloud project with all that Google lets anybody prepare by API. */
export class GoogleProject extends pulumi.ComponentResource {
  readonly projectId: pulumi.Output<string>;
  /** The number that ids of the project's OAuth clients begin with. */
  readonly number: pulumi.Output<string>;
  /** By name, e.g. "secretmanager.googleapis.com". */
  readonly services: ReadonlyMap<string, Service>;
  /** The TXT record that proves the authorised domain to Google; absent unless asked for. */
  readonly domainVerification: pulumi.Output<DomainRecord> | undefined;

  constructor(name: string, args: GoogleProjectArgs, opts?: pulumi.ComponentResourceOptions) {
    super("erp-modern-auth:index:GoogleProject", name, {}, opts);
    const { config } = args;
    const made = config.createProject && this.#create(name, args);
    this.projectId = made?.projectId ?? pulumi.output(config.project);
    this.number = made?.number ?? getProjectOutput({ projectId: config.project }, { parent: this }).number;
    this.services = new Map(
      requiredServices(config).map((service) => [
        service,
        // Other programs of the customer may have come to rely on them, so destroying this leaves them enabled.
        new Service(
          `${name}-${service.split(".")[0]}`,
          { project: this.projectId, service, disableOnDestroy: false },
          { parent: this },
        ),
      ]),
    );
    for (const member of config.operators)
      new IAMMember(
        `${name}-operator-${member}`,
        { project: this.projectId, role: OPERATOR_ROLE, member },
        { parent: this },
      );
    this.domainVerification = this.#domain(name, args);
    this.registerOutputs({ projectId: this.projectId, number: this.number });
  }

  #create(name: string, { config, labels, existing }: GoogleProjectArgs): Project {
    const { organization, folder, billingAccount, name: title } = config.createProject ?? {};
    return new Project(
      `${name}-project`,
      {
        projectId: config.project,
        name: title ?? config.project,
        ...(organization ? { orgId: organization } : {}),
        ...(folder ? { folderId: folder } : {}),
        ...(billingAccount ? { billingAccount } : {}),
        labels,
        // Google keeps a deleted project for 30 days.
        deletionPolicy: "DELETE",
      },
      { parent: this, ...(existing ? { import: existing } : {}) },
    );
  }

  #domain(name: string, { config, authorizedDomain }: GoogleProjectArgs) {
    if (config.domainVerification === "none") return undefined;
    const dependsOn = [this.services.get("siteverification.googleapis.com") as Service];
    const site = { type: "INET_DOMAIN", identifier: authorizedDomain };
    const token = getTokenOutput(
      { ...site, verificationMethod: "DNS_TXT" },
      { parent: this, dependsOn },
    ).token;
    if (config.domainVerification === "record")
      new WebResource(
        `${name}-domain`,
        { site, verificationMethod: "DNS_TXT" },
        // Google does not forget a domain while the record stands, and that is not ours to take away.
        // Without a limit the plugin waits an hour for the record.
        { parent: this, dependsOn, retainOnDelete: true, customTimeouts: { create: "5m" } },
      );
    return token.apply((value) => ({ name: authorizedDomain, type: "TXT" as const, value }));
  }
}

/** One record of the domain name system. */
export interface DomainRecord {
  name: string;
  type: "TXT";
  value: string;
}
