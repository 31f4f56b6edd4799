import type { ErpState } from "../options.ts";
import type { Model } from "../schema.ts";
import { companyModel } from "./company.ts";
import { incomingModel } from "./incoming.ts";
import { mailModel } from "./mail.ts";
import { metaModels } from "./meta.ts";
import { moduleDependencyModel, moduleModel } from "./modules.ts";
import { outgoingModel } from "./outgoing.ts";
import { parameterModel } from "./parameters.ts";
import { userModels } from "./users.ts";
import { viewModel } from "./views.ts";

/** All models that the emulated ERP has. */
export function models(state: ErpState): ReadonlyMap<string, Model> {
  const all = [
    companyModel(state),
    incomingModel(state),
    mailModel(state),
    ...metaModels(state),
    moduleModel(state),
    moduleDependencyModel(state),
    outgoingModel(state),
    parameterModel(state),
    ...userModels(state),
    ...(state.flavour === "odoo-14" ? [viewModel(state)] : []),
  ];
  return new Map(all.map((model) => [model.name, model]));
}
