import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as grpc from "@grpc/grpc-js";
import { ResourceError, RunError } from "@pulumi/pulumi/errors.js";
import * as log from "@pulumi/pulumi/log/index.js";
import service from "@pulumi/pulumi/proto/language_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import { setAllConfig } from "@pulumi/pulumi/runtime/config.js";
import { disconnect, resetOptions } from "@pulumi/pulumi/runtime/settings.js";
import { runInPulumiStack } from "@pulumi/pulumi/runtime/stack.js";
import * as state from "@pulumi/pulumi/runtime/state.js";

// Part of the SDK for its Automation API, which runs programs within a process as we do.
const { getStore, withLocalStorage } = state as unknown as {
  getStore: () => { terminated: boolean };
  withLocalStorage: <T>(work: () => Promise<T>) => Promise<T>;
};

/**
 * Serves Pulumi's language host for Node.js, which runs the programs in this process: the SDK is loaded once, not with each run.
 */
export async function serveLanguage(): Promise<{ port: number; stop: () => void }> {
  const server = new grpc.Server();
  /** Addresses of engines, each by its connection. */
  const engines = new Map<string, string>();
  server.addService(service.LanguageRuntimeService, {
    handshake: unary(async (request: messages.LanguageHandshakeRequest, peer) => {
      engines.set(peer, request.getEngineAddress());
      return new messages.LanguageHandshakeResponse();
    }),
    getPluginInfo: unary(async () => new plugin.PluginInfo().setVersion("1.0.0")),
    getRequiredPackages: unary(async () => new messages.GetRequiredPackagesResponse()),
    run: unary((request: messages.RunRequest, peer) => run(request, engines.get(peer) ?? "")),
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { port, stop: () => server.forceShutdown() };
}

const unary =
  <Request, Response>(
    method: (request: Request, peer: string) => Promise<Response>,
  ): grpc.handleUnaryCall<Request, Response> =>
  (call, callback) =>
    method(call.request, call.getPeer()).then((response) => callback(null, response), callback);

let runs = 0;

/** As `@pulumi/pulumi/cmd/run` does in a process of its own. */
const run = (request: messages.RunRequest, engine: string): Promise<messages.RunResponse> =>
  withLocalStorage(async () => {
    resetOptions(
      request.getProject(),
      request.getStack(),
      request.getParallel(),
      engine,
      request.getMonitorAddress(),
      request.getDryrun(),
      request.getOrganization(),
    );
    const secretKeys = request.getConfigsecretkeysList();
    setAllConfig(Object.fromEntries(request.getConfigMap().entries()), secretKeys);
    // Stacks that are at work at the same time must agree in this.
    process.env["PULUMI_CONFIG_SECRET_KEYS"] = JSON.stringify(secretKeys);
    const program = join(
      request.getInfo()?.getProgramDirectory() ?? "",
      request.getInfo()?.getEntryPoint() ?? "",
    );
    /** Errors, each with the telling of it. */
    const reported = new Map<unknown, Promise<void>>();
    const store = asyncLocalStorage.getStore();
    const report = (error: unknown): void => {
      const where = asyncLocalStorage.getStore();
      if (reported.has(error) || (where !== undefined && where !== store)) return;
      reported.set(error, show(error, program));
    };
    process.on("uncaughtException", report).on("unhandledRejection", report);
    const monitor = watchMonitor(request.getMonitorAddress());
    try {
      // An address of its own, so that the program is evaluated anew; what it imports stays loaded.
      runs += 1;
      const outputs = runInPulumiStack(() => import(`${pathToFileURL(program).href}?${runs}`));
      await Promise.race([outputs.catch(report), monitor.gone]);
      // An engine that has cancelled a registration reads no announcement of the end any more, yet waits until it is read.
      if (!getStore().terminated) await Promise.race([disconnect(reported.size === 0), monitor.gone]);
      await Promise.all(reported.values());
    } finally {
      monitor.stop();
      process.off("uncaughtException", report).off("unhandledRejection", report);
    }
    return new messages.RunResponse().setBail(reported.size > 0);
  });

/**
 * Tells when the engine has closed its resource monitor. It does so when a step fails, and then waits for the program, whose promises
 * stay open for ever: a process of its own would end there, as nothing is left to wait for.
 */
function watchMonitor(address: string): { gone: Promise<void>; stop: () => void } {
  const client = new grpc.Client(address, grpc.credentials.createInsecure());
  const channel = client.getChannel();
  const changed = (state: grpc.connectivityState) =>
    new Promise<void>((resolve) => channel.watchConnectivityState(state, Infinity, () => resolve()));
  const follow = async (): Promise<void> => {
    let state = channel.getConnectivityState(true);
    while (state !== grpc.connectivityState.READY) {
      await changed(state);
      state = channel.getConnectivityState(true);
    }
    await changed(state);
  };
  return { gone: follow(), stop: () => client.close() };
}

function show(error: unknown, program: string): Promise<void> {
  if (RunError.isInstance(error)) return log.error(error.message);
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (ResourceError.isInstance(error))
    return log.error(error.hideStack ? error.message : details, error.resource);
  return log.error(`Running program '${program}' failed with an unhandled exception:\n${details}`);
}
