import * as pulumi from "@pulumi/pulumi";
import { RunError } from "@pulumi/pulumi/errors.js";
import { invoke } from "@pulumi/pulumi/runtime/invoke.js";
import type { Functions } from "./functions.ts";
import type {
  EntraCredentialProofInputs,
  EntraCredentialProofOutputs,
} from "./resources/entraCredentialProof.ts";
import type {
  EntraSecretInventoryInputs,
  EntraSecretInventoryOutputs,
} from "./resources/entraSecretInventory.ts";
import type { ErpCompanyOAuthInputs, ErpCompanyOAuthOutputs } from "./resources/erpCompanyOAuth.ts";
import type { ErpMailServerInputs, ErpMailServerOutputs } from "./resources/erpMailServer.ts";
import type { ErpModuleInputs, ErpModuleOutputs } from "./resources/erpModule.ts";
import type { ErpParametersInputs, ErpParametersOutputs } from "./resources/erpParameters.ts";
import type { GoogleOAuthClientInputs, GoogleOAuthClientOutputs } from "./resources/googleOAuthClient.ts";

/*
 * What the program may declare and ask of the `modernauth` plugin. The handlers say what goes in and what comes out; only their types
 * are taken from them: at run time the program loads none of the clients that they work with, and the plugin nothing of Pulumi's SDK.
 */

export type { FoundObjects, ObjectsQuery } from "#clients/google/findObjects.ts";
export type { FoundRegistrations } from "#clients/graph/findRegistration.ts";
export type { PasswordCredential } from "#clients/graph/passwords.ts";
export type { ErpObjects, FoundServer } from "./functions.ts";
export type { TabStatus } from "./resources/erpCompanyOAuth.ts";

/**
 * The explicit provider of everything that the `modernauth` plugin does for one tenant. It has no inputs: how the ERP is reached
 * stands in the stack configuration under `modernauth:`, which the engine hands to the plugin in every command.
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, opts?: pulumi.ResourceOptions) {
    super("modernauth", name, {}, opts);
  }
}

/** As a program gives it: each part of it may be what another resource puts out. */
type Args<T> = { [Key in keyof T]: pulumi.Input<[T[Key]] extends [object] ? Args<T[Key]> : T[Key]> };
type Outputs<T> = { readonly [Key in keyof T]: pulumi.Output<T[Key]> };

type ResourceClass<In, Out> = new (
  name: string,
  args: Args<In>,
  opts?: pulumi.CustomResourceOptions,
) => pulumi.CustomResource & Outputs<In & Out>;

/**
 * A resource type of the plugin.
 *
 * @param outputs what it puts out besides its inputs
 * @param secrets what of both is secret, and what the state alone holds
 */
function resource<In extends object, Out extends object>(
  type: string,
  outputs: { readonly [Key in keyof Out]: undefined },
  secrets: readonly string[] = [],
): ResourceClass<In, Out> {
  const sealed = ([key, value]: [string, unknown]) => [
    key,
    secrets.includes(key) ? pulumi.secret(value) : value,
  ];
  class Resource extends pulumi.CustomResource {
    constructor(name: string, args: Args<In>, opts?: pulumi.CustomResourceOptions) {
      super(
        `modernauth:index:${type}`,
        name,
        { ...Object.fromEntries(Object.entries(args).map(sealed)), ...outputs },
        pulumi.mergeOptions(opts, { additionalSecretOutputs: [...secrets] }),
      );
    }
  }
  return Resource as unknown as ResourceClass<In, Out>;
}

/** A client secret that Microsoft's token endpoint has accepted. Take the secret from here, never from where it was made. */
export class EntraCredentialProof extends resource<EntraCredentialProofInputs, EntraCredentialProofOutputs>(
  "EntraCredentialProof",
  { token: undefined },
  ["secret"],
) {}

/** The secrets of an app registration that no state knows. */
export class EntraSecretInventory extends resource<EntraSecretInventoryInputs, EntraSecretInventoryOutputs>(
  "EntraSecretInventory",
  { unrecorded: undefined },
) {}

/** One secret of an OAuth web client that a person made in the Google console and that Google's token endpoint has accepted. */
export class GoogleOAuthClient extends resource<GoogleOAuthClientInputs, GoogleOAuthClientOutputs>(
  "GoogleOAuthClient",
  {
    clientId: undefined,
    clientSecret: undefined,
    token: undefined,
    redirect: undefined,
    refusal: undefined,
    auditedUntil: undefined,
    consoleChanges: undefined,
  },
  ["clientFile", "clientSecret"],
) {}

/** A module that must be installed in the ERP's database. */
export class ErpModule extends resource<ErpModuleInputs, ErpModuleOutputs>("ErpModule", {
  state: undefined,
}) {}

/** One set of values in the company tab "OAuth2", written and read back. Destroying it puts back what was there before. */
export class ErpCompanyOAuth extends resource<ErpCompanyOAuthInputs, ErpCompanyOAuthOutputs>(
  "ErpCompanyOAuth",
  { status: undefined, visibility: undefined },
  ["clientSecret", "found"],
) {}

/** A mail server of the ERP that signs in with OAuth2. Destroying it puts the switch back as it was found. */
export class ErpMailServer extends resource<ErpMailServerInputs, ErpMailServerOutputs>("ErpMailServer", {
  confirmation: undefined,
}) {}

/** System parameters of the ERP, written and read back. Destroying it puts back what was there before. */
export class ErpParameters extends resource<ErpParametersInputs, ErpParametersOutputs>(
  "ErpParameters",
  { status: undefined },
  ["secrets", "found"],
) {}

/** Calls a function of the plugin. @throws RunError with what the plugin says, which the engine shows as it is */
const ask =
  <Name extends keyof Functions>(name: Name) =>
  async (
    args: Parameters<Functions[Name]>[0],
    provider: Provider,
  ): Promise<Awaited<ReturnType<Functions[Name]>>> => {
    try {
      return await invoke(`modernauth:index:${name}`, { ...args }, { provider });
    } catch (error) {
      // Nobody who reads this wants to know which function of which plugin said it.
      throw new RunError(
        String((error as Error).message).replace(/^invocation of \S+ returned an error: /, ""),
      );
    }
  };

export const findEntraRegistration = ask("findEntraRegistration");
export const preflightEntra = ask("preflightEntra");
export const findErpObjects = ask("findErpObjects");
export const findGoogleObjects = ask("findGoogleObjects");
