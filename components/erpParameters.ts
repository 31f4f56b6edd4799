import * as pulumi from "@pulumi/pulumi";
import type { MailSystem } from "#config/rules/mailSystems.ts";
import { type ErpRole, fillParameters, isSecret, type ParameterTemplate } from "#config/rules/profiles.ts";
import * as erp from "#provider/sdk.ts";
import { combinedSets, type OAuthSet } from "./erpCompanyOAuth.ts";

export interface ErpParametersArgs {
  dns: string;
  /** The ERP's parameters of each system, as its profile has them. */
  templates: Readonly<Record<MailSystem, readonly ParameterTemplate[]>>;
  /** Values of the systems that have any. */
  sets: Partial<Record<MailSystem, OAuthSet>>;
}

type Values = Partial<Record<ErpRole, string>>;

/** The side of an ERP that keeps the values in system parameters, such as stock Odoo. */
export class ErpParameters extends pulumi.ComponentResource {
  /** What is written of the systems that have values, taken together. */
  readonly status: pulumi.Output<erp.TabStatus>;

  constructor(name: string, args: ErpParametersArgs, opts?: pulumi.ComponentResourceOptions) {
    super("erp-modern-auth:index:ErpParameters", name, {}, opts);
    const { dns, templates, sets } = args;
    const written: erp.ErpParameters[] = [];
    for (const [system, set] of Object.entries(sets) as [MailSystem, OAuthSet][]) {
      const { ready, clientSecret, ...shown } = set;
      const secret = templates[system].filter(isSecret);
      const plain = templates[system].filter((template) => !isSecret(template));
      const parameters = new erp.ErpParameters(
        `${name}-${system}`,
        {
          system,
          baseUrl: `https://${dns}`,
          // From what is no secret alone, so that a preview may show them.
          settings: pulumi.all(shown).apply((values) => fillParameters(plain, values as Values)),
          secrets: pulumi
            .all({ ...shown, clientSecret })
            .apply((values) => fillParameters(secret, values as Values)),
          ready,
        },
        { parent: this },
      );
      written.push(parameters);
    }
    this.status = pulumi.all(written.map(({ status }) => status)).apply(combinedSets);
    this.registerOutputs({ status: this.status });
  }
}
