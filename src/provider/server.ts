import * as grpc from "@grpc/grpc-js";
import pluginMessages from "@pulumi/pulumi/proto/plugin_pb.js";
import service from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statusMessages from "@pulumi/pulumi/proto/status_pb.js";
import anyMessages from "google-protobuf/google/protobuf/any_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import structMessages from "google-protobuf/google/protobuf/struct_pb.js";
import { FAILURE_NOTES, noteFailure } from "#config/failureNotes.ts";
import { STACK, withStack } from "#config/rules/nextStep.ts";
import { printable } from "#config/rules/printable.ts";
import { type Opened, open, seal } from "./envelope.ts";
import {
  type CheckFailure,
  type Diff,
  PartialFailure,
  type Plugin,
  type ResourceHandler,
  type Services,
  type Values,
} from "./plugin.ts";
import { stackIn } from "./values.ts";

type Struct = structMessages.Struct;
type Handle<Request, Response> = (request: Request) => Promise<Response>;

const NOTHING: Opened = { values: {}, secrets: new Set() };
const DIFF_KIND = messages.PropertyDiff.Kind;
const KINDS = {
  add: DIFF_KIND.ADD,
  "add-replace": DIFF_KIND.ADD_REPLACE,
  delete: DIFF_KIND.DELETE,
  "delete-replace": DIFF_KIND.DELETE_REPLACE,
  update: DIFF_KIND.UPDATE,
  "update-replace": DIFF_KIND.UPDATE_REPLACE,
} as const;

const opened = (struct: Struct | undefined): Opened => (struct ? open(struct.toJavaScript()) : NOTHING);
const struct = (values: Values, ...secrets: Iterable<string>[]): Struct =>
  structMessages.Struct.fromJavaScript(
    seal(values, new Set(secrets.flatMap((names) => [...names]))) as Parameters<
      typeof structMessages.Struct.fromJavaScript
    >[0],
  );

/**
 * Serves one plugin over the engine's gRPC protocol. This is the only file that knows gRPC.
 *
 * What the engine configures holds for its connection: several engines may be attached to one process (`PULUMI_DEBUG_PROVIDERS`).
 */
export async function serve(plugin: Plugin): Promise<{ port: number; stop: () => void }> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  server.addService(
    service.ResourceProviderService,
    forEachConnection(() => implementation(plugin)),
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { port, stop: () => server.forceShutdown() };
}

/** Runs a plugin as the process that the engine started: prints the port, and ends with the engine. */
export async function main(plugin: Plugin): Promise<void> {
  // Noted first: an engine that is killed right after it has read the port would not be missed otherwise.
  const engine = process.ppid;
  const { port } = await serve(plugin);
  process.stdout.write(`${port}\n`);
  // The engine ends its plugins so. An orderly end lets Node keep the compiled code where NODE_COMPILE_CACHE asks for that.
  process.once("SIGINT", () => process.exit());
  // An engine that was killed closes nothing: without this its plugins would stay behind for ever.
  setInterval(() => process.ppid === engine || process.exit(0), 500).unref();
}

type Methods = ReturnType<typeof implementation>;

function forEachConnection(begin: () => Methods): grpc.UntypedServiceImplementation {
  const begun = new Map<string, Methods>();
  /** What an engine asked last named its stack, which the call of a function does not. */
  const stacks = new Map<string, string>();
  const methodsOf = (peer: string): Methods => {
    const methods = begun.get(peer) ?? begin();
    begun.set(peer, methods);
    return methods;
  };
  const names = Object.keys(begin()) as (keyof Methods)[];
  return Object.fromEntries(
    names.map((name) => {
      const handle: grpc.handleUnaryCall<unknown, unknown> = (call, callback) => {
        const peer = call.getPeer();
        // An engine attaches before anything else, and another one may have had its port before.
        if (name === "handshake") begun.delete(peer);
        const method = methodsOf(peer)[name] as Handle<unknown, unknown>;
        const { request } = call as { request: { getUrn?(): string } };
        const stack = stackIn(request.getUrn?.() ?? "") || stacks.get(peer);
        if (stack !== undefined) stacks.set(peer, stack);
        method(request).then(
          (response) => callback(null, response),
          async (error: unknown) => {
            await note(error instanceof SealedFailure ? error.failure.cause : error);
            callback(toStatus(error, stack), null);
          },
        );
      };
      return [name, handle];
    }),
  );
}

/** What answers one engine. */
function implementation(plugin: Plugin) {
  const cancelled = new AbortController();
  const { signal } = cancelled;
  let services: Services = { resources: new Map(), functions: new Map() };
  const handlerOf = (urn: string): ResourceHandler => {
    const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
    const handler = services.resources.get(type);
    if (!handler) throw new Error(`${plugin.name} ${plugin.version} has no resource type "${type}"`);
    return handler;
  };
  /** The handler of a resource in the state, which may be of a type that this version no longer has. */
  const handlerOfRecorded = (urn: string): ResourceHandler => {
    try {
      return handlerOf(urn);
    } catch (error) {
      throw new Error(
        `${(error as Error).message}, but the state still holds such a resource. ` +
          `To remove it from the state: pulumi state delete --stack ${stackIn(urn)} '${urn}'`,
      );
    }
  };

  const handshake: Handle<messages.ProviderHandshakeRequest, messages.ProviderHandshakeResponse> = async () =>
    new messages.ProviderHandshakeResponse().setAcceptSecrets(true);

  const getPluginInfo: Handle<unknown, pluginMessages.PluginInfo> = async () =>
    new pluginMessages.PluginInfo().setVersion(plugin.version);

  const getSchema: Handle<unknown, messages.GetSchemaResponse> = async () =>
    new messages.GetSchemaResponse().setSchema(
      JSON.stringify({ name: plugin.name, version: plugin.version }),
    );

  const checkConfig: Handle<messages.CheckRequest, messages.CheckResponse> = async (request) => {
    const news = opened(request.getNews());
    const result = (await plugin.checkConfig?.(news.values)) ?? { inputs: news.values };
    return new messages.CheckResponse()
      .setInputs(struct(result.inputs, news.secrets))
      .setFailuresList(failures(result.failures));
  };

  const diffConfig: Handle<messages.DiffRequest, messages.DiffResponse> = async () => unknownDiff();

  const configure: Handle<messages.ConfigureRequest, messages.ConfigureResponse> = async (request) => {
    services = await plugin.configure(opened(request.getArgs()).values, request.getUrn());
    return new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
  };

  const invoke: Handle<messages.InvokeRequest, messages.InvokeResponse> = async (request) => {
    const run = services.functions.get(request.getTok());
    if (!run) throw new Error(`${plugin.name} ${plugin.version} has no function "${request.getTok()}"`);
    const args = opened(request.getArgs());
    return new messages.InvokeResponse().setReturn(struct(await run(args.values)));
  };

  const check: Handle<messages.CheckRequest, messages.CheckResponse> = async (request) => {
    const handler = handlerOf(request.getUrn());
    const news = opened(request.getNews());
    const old = request.hasOlds() ? opened(request.getOlds()).values : undefined;
    const result = await handler.check({ old, inputs: news.values, urn: request.getUrn() });
    return new messages.CheckResponse()
      .setInputs(struct(result.inputs, news.secrets))
      .setFailuresList(failures(result.failures));
  };

  const diff: Handle<messages.DiffRequest, messages.DiffResponse> = async (request) => {
    const handler = handlerOf(request.getUrn());
    if (!handler.diff) return unknownDiff();
    const old = {
      id: request.getId(),
      inputs: opened(request.getOldInputs()).values,
      outputs: opened(request.getOlds()).values,
    };
    return diffResponse(
      await handler.diff({ old, inputs: opened(request.getNews()).values, urn: request.getUrn() }),
    );
  };

  const create: Handle<messages.CreateRequest, messages.CreateResponse> = async (request) => {
    const handler = handlerOf(request.getUrn());
    const { values: inputs, secrets } = opened(request.getProperties());
    const urn = request.getUrn();
    const made = await withSecrets(handler, secrets, () =>
      handler.create({ inputs, preview: request.getPreview(), urn, signal }),
    );
    return new messages.CreateResponse()
      .setId(made.id)
      .setProperties(struct(made.outputs, secrets, handler.secretOutputs ?? []));
  };

  const read: Handle<messages.ReadRequest, messages.ReadResponse> = async (request) => {
    const handler = handlerOfRecorded(request.getUrn());
    const inputs = opened(request.getInputs());
    const outputs = opened(request.getProperties());
    const secrets = new Set([...inputs.secrets, ...outputs.secrets, ...(handler.secretOutputs ?? [])]);
    const old = { id: request.getId(), inputs: inputs.values, outputs: outputs.values };
    const live = await handler.read({ old, urn: request.getUrn() });
    // An empty id tells the engine that the resource is gone.
    if (!live) return new messages.ReadResponse();
    return new messages.ReadResponse()
      .setId(live.id)
      .setInputs(struct(live.inputs, secrets))
      .setProperties(struct(live.outputs, secrets));
  };

  const update: Handle<messages.UpdateRequest, messages.UpdateResponse> = async (request) => {
    const handler = handlerOf(request.getUrn());
    const { update } = handler;
    if (!update) throw new Error(`${request.getType()} cannot be updated: every change replaces it`);
    const { values: inputs, secrets } = opened(request.getNews());
    const outputs = opened(request.getOlds());
    // A secret that is no longer an input may live on as an output.
    for (const key of outputs.secrets) if (!(key in inputs)) secrets.add(key);
    const old = {
      id: request.getId(),
      inputs: opened(request.getOldInputs()).values,
      outputs: outputs.values,
    };
    const urn = request.getUrn();
    const made = await withSecrets(handler, secrets, () =>
      update.call(handler, { old, inputs, preview: request.getPreview(), urn, signal }),
    );
    return new messages.UpdateResponse().setProperties(
      struct(made.outputs, secrets, handler.secretOutputs ?? []),
    );
  };

  const remove: Handle<messages.DeleteRequest, emptyMessages.Empty> = async (request) => {
    const old = {
      id: request.getId(),
      inputs: opened(request.getOldInputs()).values,
      outputs: opened(request.getProperties()).values,
    };
    await handlerOfRecorded(request.getUrn()).delete({ old, urn: request.getUrn() });
    return new emptyMessages.Empty();
  };

  /** The user pressed Ctrl-C: what only waits ends now, what changes something ends in its own time. */
  const cancel: Handle<unknown, emptyMessages.Empty> = async () => {
    cancelled.abort();
    return new emptyMessages.Empty();
  };

  const attach: Handle<unknown, emptyMessages.Empty> = async () => new emptyMessages.Empty();

  return {
    handshake,
    getPluginInfo,
    getSchema,
    checkConfig,
    diffConfig,
    configure,
    invoke,
    check,
    diff,
    create,
    read,
    update,
    delete: remove,
    cancel,
    attach,
  };
}

/** For a command of ours that has started the engine. The types of errors load every client, and mostly nothing fails. */
async function note(error: unknown): Promise<void> {
  if (!process.env[FAILURE_NOTES]) return;
  const { ownFailure } = await import("#clients/ownFailure.ts");
  noteFailure(ownFailure(error));
}

/** Makes the engine compare the inputs by itself. */
const unknownDiff = () =>
  new messages.DiffResponse().setChanges(messages.DiffResponse.DiffChanges.DIFF_UNKNOWN);

function diffResponse(diff: Diff): messages.DiffResponse {
  const changes = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse()
    .setChanges(diff.changes ? changes.DIFF_SOME : changes.DIFF_NONE)
    .setReplacesList(diff.replaces ?? [])
    .setDeletebeforereplace(diff.deleteBeforeReplace ?? false)
    .setHasdetaileddiff(diff.detailedDiff !== undefined);
  const detailed = diff.detailedDiff ?? {};
  response.setDiffsList([...new Set(Object.keys(detailed).map((path) => path.split(/[.[]/)[0] ?? path))]);
  for (const [path, { kind, inputDiff }] of Object.entries(detailed)) {
    response
      .getDetaileddiffMap()
      .set(path, new messages.PropertyDiff().setKind(KINDS[kind]).setInputdiff(inputDiff));
  }
  return response;
}

const failures = (list: CheckFailure[] | undefined): messages.CheckFailure[] =>
  (list ?? []).map(({ property, reason }) =>
    new messages.CheckFailure().setProperty(property).setReason(printable(reason)),
  );

/** Lets a {@link PartialFailure} carry which of its properties are secret, so that nothing stands in clear in state. */
async function withSecrets<T>(
  handler: ResourceHandler,
  secrets: Set<string>,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof PartialFailure)
      throw new SealedFailure(error, new Set([...secrets, ...(handler.secretOutputs ?? [])]));
    throw error;
  }
}

class SealedFailure extends Error {
  readonly failure: PartialFailure;
  readonly secrets: Set<string>;
  constructor(failure: PartialFailure, secrets: Set<string>) {
    super(failure.message);
    this.failure = failure;
    this.secrets = secrets;
  }
}

/** @param stack named by the commands in the error */
function toStatus(error: unknown, stack: string = STACK): Partial<grpc.StatusObject> {
  // The engine prints it as it is.
  const details = printable(withStack(error instanceof Error ? error.message : String(error), stack));
  if (!(error instanceof SealedFailure)) return { code: grpc.status.UNKNOWN, details };
  const { id, inputs, outputs } = error.failure.resource;
  const detail = new messages.ErrorResourceInitFailed()
    .setId(id)
    .setInputs(struct(inputs, error.secrets))
    .setProperties(struct(outputs, error.secrets))
    .setReasonsList([details]);
  const any = new anyMessages.Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statusMessages.Status().setCode(grpc.status.UNKNOWN).setMessage(details);
  // A line of its own: it returns what was added, not the status.
  status.addDetails(any);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details, metadata };
}
