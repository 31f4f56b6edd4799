import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import * as grpc from "@grpc/grpc-js";
import service from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statusMessages from "@pulumi/pulumi/proto/status_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import structMessages from "google-protobuf/google/protobuf/struct_pb.js";
import { masked, type Wire } from "./wire.ts";

type Struct = structMessages.Struct;

export const executable = fileURLToPath(
  new URL("../../../src/provider/pulumi-resource-modernauth", import.meta.url),
);

/** A resource as the engine keeps it in the state: everything in its wire form. */
export interface State {
  id: string;
  inputs: Wire;
  outputs: Wire;
}

/** What the plugin refused, and what it wants to be kept in the state although it failed. */
export class Refused extends Error {
  readonly kept: (State & { reasons: string[] }) | undefined;
  constructor(message: string, kept: Refused["kept"]) {
    super(message);
    this.kept = kept;
  }
}

export interface Difference {
  changes: "none" | "some" | "unknown";
  replaces: string[];
  deleteBeforeReplace: boolean;
  /** Property path to kind, with "!" where only the live state differs and not the inputs. */
  detailed: Record<string, string>;
}

/** Milliseconds; a plugin that hangs must fail its test. */
const LONGEST_CALL = 60_000;

const toStruct = (values: Wire): Struct =>
  structMessages.Struct.fromJavaScript(values as Parameters<typeof structMessages.Struct.fromJavaScript>[0]);
const fromStruct = (struct: Struct | undefined): Wire => (struct?.toJavaScript() ?? {}) as Wire;

const urnOf = (type: string): string =>
  `urn:pulumi:dev::erp-modern-auth::erp-modern-auth:index:TenantModernAuth$modernauth:index:${type}::tenant-${type}`;

/** The real plugin in a process of its own, spoken to as the engine does. */
export class Plugin {
  readonly process: ChildProcess;
  /** Everything that it ever answered, without what stood in secrets' envelopes. */
  readonly transcript: string[] = [];
  readonly #client: service.ResourceProviderClient;

  private constructor(child: ChildProcess, port: number) {
    this.process = child;
    this.#client = new service.ResourceProviderClient(
      `127.0.0.1:${port}`,
      grpc.credentials.createInsecure(),
      { "grpc.enable_http_proxy": 0 },
    );
  }

  static async start(env: Record<string, string>): Promise<Plugin> {
    const child = spawn(executable, [], {
      env: { PATH: process.env.PATH ?? "", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said: string[] = [];
    child.stderr.setEncoding("utf8").on("data", (text: string) => said.push(text));
    for await (const line of createInterface({ input: child.stdout })) {
      const plugin = new Plugin(child, Number(line));
      child.stderr.on("data", (text: string) => plugin.transcript.push(text));
      return plugin;
    }
    throw new Error(`the plugin ended before it told its port:\n${said.join("")}`);
  }

  stop(): void {
    this.#client.close();
    this.process.kill();
  }

  async info(): Promise<{ version: string; schema: unknown; acceptsSecrets: boolean }> {
    const empty = new emptyMessages.Empty();
    const info = await this.#call("getPluginInfo", empty);
    const schema = await this.#call("getSchema", new messages.GetSchemaRequest());
    const handshake = await this.#call("handshake", new messages.ProviderHandshakeRequest());
    return {
      version: info.getVersion(),
      schema: JSON.parse(schema.getSchema()),
      acceptsSecrets: handshake.getAcceptSecrets(),
    };
  }

  async configure(args: Wire): Promise<{ acceptsSecrets: boolean; supportsPreview: boolean }> {
    const request = new messages.ConfigureRequest().setArgs(toStruct(args)).setAcceptsecrets(true);
    const response = await this.#call("configure", request);
    return { acceptsSecrets: response.getAcceptsecrets(), supportsPreview: response.getSupportspreview() };
  }

  async checkConfig(args: Wire): Promise<Wire> {
    const request = new messages.CheckRequest().setUrn("urn").setNews(toStruct(args));
    return fromStruct((await this.#call("checkConfig", request)).getInputs());
  }

  async diffConfig(old: Wire, args: Wire): Promise<Difference> {
    const request = new messages.DiffRequest()
      .setUrn("urn")
      .setOldInputs(toStruct(old))
      .setOlds(toStruct(old))
      .setNews(toStruct(args));
    return difference(await this.#call("diffConfig", request));
  }

  async check(
    type: string,
    inputs: Wire,
    old?: Wire,
  ): Promise<{ inputs: Wire; failures: [string, string][] }> {
    const request = new messages.CheckRequest().setUrn(urnOf(type)).setNews(toStruct(inputs));
    if (old) request.setOlds(toStruct(old));
    const response = await this.#call("check", request);
    return {
      inputs: fromStruct(response.getInputs()),
      failures: response.getFailuresList().map((one) => [one.getProperty(), one.getReason()]),
    };
  }

  async diff(type: string, old: State, inputs: Wire): Promise<Difference> {
    const request = new messages.DiffRequest()
      .setUrn(urnOf(type))
      .setId(old.id)
      .setOldInputs(toStruct(old.inputs))
      .setOlds(toStruct(old.outputs))
      .setNews(toStruct(inputs));
    return difference(await this.#call("diff", request));
  }

  async create(type: string, inputs: Wire, preview = false): Promise<State> {
    const request = new messages.CreateRequest()
      .setUrn(urnOf(type))
      .setProperties(toStruct(inputs))
      .setPreview(preview);
    const response = await this.#call("create", request);
    return { id: response.getId(), inputs, outputs: fromStruct(response.getProperties()) };
  }

  /** Undefined when the resource is gone. An import when there are neither inputs nor outputs. */
  async read(type: string, old: State): Promise<State | undefined> {
    const request = new messages.ReadRequest()
      .setUrn(urnOf(type))
      .setId(old.id)
      .setInputs(toStruct(old.inputs))
      .setProperties(toStruct(old.outputs));
    const response = await this.#call("read", request);
    if (response.getId() === "") return undefined;
    return {
      id: response.getId(),
      inputs: fromStruct(response.getInputs()),
      outputs: fromStruct(response.getProperties()),
    };
  }

  async update(type: string, old: State, inputs: Wire, preview = false): Promise<State> {
    const request = new messages.UpdateRequest()
      .setUrn(urnOf(type))
      .setId(old.id)
      .setOldInputs(toStruct(old.inputs))
      .setOlds(toStruct(old.outputs))
      .setNews(toStruct(inputs))
      .setPreview(preview);
    const response = await this.#call("update", request);
    return { id: old.id, inputs, outputs: fromStruct(response.getProperties()) };
  }

  /** What the engine sends on Ctrl-C. */
  async cancel(): Promise<void> {
    await this.#call("cancel", new emptyMessages.Empty());
  }

  async delete(type: string, old: State): Promise<void> {
    const request = new messages.DeleteRequest()
      .setUrn(urnOf(type))
      .setId(old.id)
      .setOldInputs(toStruct(old.inputs))
      .setProperties(toStruct(old.outputs));
    await this.#call("delete", request);
  }

  async invoke(name: string, args: Wire): Promise<Wire> {
    const request = new messages.InvokeRequest().setTok(`modernauth:index:${name}`).setArgs(toStruct(args));
    return fromStruct((await this.#call("invoke", request)).getReturn());
  }

  /** One call, written down. @throws Refused */
  async #call<Name extends keyof Answers>(name: Name, request: unknown): Promise<Answers[Name]> {
    const method = this.#client[name] as unknown as (
      request: unknown,
      metadata: grpc.Metadata,
      options: grpc.CallOptions,
      callback: (error: grpc.ServiceError | null, response: Answers[Name]) => void,
    ) => void;
    return new Promise((resolve, reject) => {
      const options = { deadline: Date.now() + LONGEST_CALL };
      method.call(this.#client, request, new grpc.Metadata(), options, (error, response) => {
        try {
          if (error) throw refusal(error);
          this.transcript.push(readable(response));
          resolve(response);
        } catch (thrown) {
          const kept = thrown instanceof Refused ? thrown.kept : undefined;
          this.transcript.push(`${thrown} ${JSON.stringify(masked(kept))}`);
          reject(thrown);
        }
      });
    });
  }
}

interface Answers {
  getPluginInfo: { getVersion(): string };
  getSchema: messages.GetSchemaResponse;
  handshake: messages.ProviderHandshakeResponse;
  configure: messages.ConfigureResponse;
  checkConfig: messages.CheckResponse;
  diffConfig: messages.DiffResponse;
  cancel: emptyMessages.Empty;
  check: messages.CheckResponse;
  diff: messages.DiffResponse;
  create: messages.CreateResponse;
  read: messages.ReadResponse;
  update: messages.UpdateResponse;
  delete: unknown;
  invoke: messages.InvokeResponse;
}

interface Message {
  toObject(): Record<string, unknown>;
  getInputs?(): Struct | undefined;
  getProperties?(): Struct | undefined;
  getReturn?(): Struct | undefined;
}

/** All of an answer as text: its structs by property, with secrets taken out, and every other field as it is. */
function readable(response: unknown): string {
  const message = response as Message;
  const structs = {
    inputs: message.getInputs?.(),
    properties: message.getProperties?.(),
    return: message.getReturn?.(),
  };
  const shown = Object.fromEntries(
    Object.entries(structs).map(([name, struct]) => [name, masked(fromStruct(struct))]),
  );
  return JSON.stringify({ ...message.toObject(), ...shown });
}

function difference(response: messages.DiffResponse): Difference {
  const changes = (["unknown", "none", "some"] as const)[response.getChanges()] ?? "unknown";
  const detailed: Record<string, string> = {};
  const kinds = Object.entries(messages.PropertyDiff.Kind);
  for (const [path, diff] of response.getDetaileddiffMap().entries()) {
    const kind = kinds.find(([, number]) => number === diff.getKind())?.[0] ?? "";
    detailed[path] = `${kind.toLowerCase()}${diff.getInputdiff() ? "" : "!"}`;
  }
  return {
    changes,
    replaces: response.getReplacesList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
    detailed,
  };
}

function refusal(error: grpc.ServiceError): Refused {
  const [bytes] = error.metadata.get("grpc-status-details-bin");
  if (!(bytes instanceof Uint8Array)) return new Refused(error.details, undefined);
  const [any] = statusMessages.Status.deserializeBinary(new Uint8Array(bytes)).getDetailsList();
  if (any?.getTypeName() !== "pulumirpc.ErrorResourceInitFailed")
    return new Refused(error.details, undefined);
  const failed = messages.ErrorResourceInitFailed.deserializeBinary(any.getValue_asU8());
  return new Refused(error.details, {
    id: failed.getId(),
    inputs: fromStruct(failed.getInputs()),
    outputs: fromStruct(failed.getProperties()),
    reasons: failed.getReasonsList(),
  });
}
