import { withAdvice } from "#clients/erp/advice.ts";
import { ErpError } from "#clients/erp/errors.ts";
import {
  installModule,
  isInstalled,
  type ModuleState,
  moduleState,
  uninstallModule,
} from "#clients/erp/module.ts";
import { moduleIsInUse } from "#clients/erp/moduleUse.ts";
import { configSet } from "#config/rules/nextStep.ts";
import type { ErpSession } from "../erpSession.ts";
import { isUnknown, type ResourceHandler, UNKNOWN, type Values } from "../plugin.ts";
import { changedInputs, text } from "../values.ts";

export interface ErpModuleInputs {
  /** Technical name, e.g. "auth_oauth2". */
  module: string;
  /** Whether it may be installed when it is missing; an error otherwise. */
  install: boolean;
}

export interface ErpModuleOutputs {
  state: string;
}

/** A module of the ERP that must be installed. Removed again only when we installed it and nothing uses it any more. */
export const erpModule = (session: ErpSession): ResourceHandler => ({
  check: async ({ inputs }) => ({ inputs }),

  async diff({ old, inputs }) {
    // `install` is consent for a first run; withdrawing it changes nothing that exists.
    const changed = changedInputs(old.inputs, inputs, ["module"]);
    const replaces = Object.keys(changed);
    const detailedDiff = Object.fromEntries(
      replaces.map((key) => [key, { kind: "update-replace" as const, inputDiff: true }]),
    );
    return { changes: replaces.length > 0, replaces, detailedDiff };
  },

  async create({ inputs, preview }) {
    if (isUnknown(inputs.module))
      return { id: "", outputs: { ...inputs, state: UNKNOWN, installedHere: UNKNOWN } };
    const module = text(inputs.module);
    const client = await session.client();
    const state = await moduleState(client, module);
    const consent = inputs.install === true || isUnknown(inputs.install);
    if (!isInstalled(state) && !consent) throw noConsent(module, state);
    if (!isInstalled(state) && !preview) await session.change((erp) => installModule(erp, module));
    return { id: module, outputs: outputsOf(inputs, !isInstalled(state)) };
  },

  async update({ old, inputs }) {
    return { outputs: outputsOf(inputs, old.outputs.installedHere === true) };
  },

  async read({ old }) {
    const module = old.id;
    if (!isInstalled(await moduleState(await session.client(), module))) return undefined;
    const inputs = { install: false, ...old.inputs, module };
    return { id: module, inputs, outputs: outputsOf(inputs, old.outputs.installedHere === true) };
  },

  async delete({ old }) {
    if (old.outputs.installedHere !== true) return;
    await session.change(async (client) => {
      // Uninstalling drops the module's columns: another company's values must never go with ours.
      if (!(await moduleIsInUse(client, old.id))) await uninstallModule(client, old.id);
    });
  },
});

const outputsOf = (inputs: Values, installedHere: boolean): Values => ({
  ...inputs,
  state: "installed",
  installedHere,
});

const noConsent = (module: string, state: ModuleState): unknown =>
  withAdvice(
    new ErpError({
      kind: "validation",
      message: `false, but the module "${module}" is not installed in the ERP (its state is "${state}"). Allowed: true, which lets this program install it.`,
    }),
    { property: "erp.installModule", next: configSet("erp.installModule", "true") },
  );
