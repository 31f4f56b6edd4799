import assert from "node:assert/strict";
import { it } from "node:test";
import { promisify } from "node:util";
import * as grpc from "@grpc/grpc-js";
import service from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import structMessages from "google-protobuf/google/protobuf/struct_pb.js";
import type { Plugin } from "#provider/plugin.ts";
import { serve } from "#provider/server.ts";

const { Struct } = structMessages;

/** A plugin whose only function says how it was configured. */
const CONFIGURABLE: Plugin = {
  name: "configurable",
  version: "1.0.0",
  configure: async (inputs) => ({
    resources: new Map(),
    functions: new Map([["configurable:index:configuration", async () => inputs]]),
  }),
};

/** One engine's connection to a plugin that several may be attached to. */
class Engine {
  readonly #client: service.ResourceProviderClient;

  constructor(port: number) {
    const options = { "grpc.enable_http_proxy": 0, "grpc.use_local_subchannel_pool": 1 };
    const credentials = grpc.credentials.createInsecure();
    this.#client = new service.ResourceProviderClient(`127.0.0.1:${port}`, credentials, options);
  }

  async configure(args: Record<string, string>): Promise<void> {
    const call = promisify(this.#client.configure.bind(this.#client) as never) as (
      request: messages.ConfigureRequest,
    ) => Promise<unknown>;
    await call(new messages.ConfigureRequest().setArgs(Struct.fromJavaScript(args)).setAcceptsecrets(true));
  }

  async configuration(): Promise<unknown> {
    const call = promisify(this.#client.invoke.bind(this.#client) as never) as (
      request: messages.InvokeRequest,
    ) => Promise<messages.InvokeResponse>;
    const request = new messages.InvokeRequest().setTok("configurable:index:configuration");
    return (await call(request.setArgs(Struct.fromJavaScript({})))).getReturn()?.toJavaScript();
  }

  close(): void {
    this.#client.close();
  }
}

it("Engines that are attached to one plugin each keep the configuration that they gave it", async (t) => {
  const { port, stop } = await serve(CONFIGURABLE);
  t.after(stop);
  const [acme, other] = [new Engine(port), new Engine(port)];
  t.after(() => {
    acme.close();
    other.close();
  });
  await acme.configure({ tenant: "acme" });
  await other.configure({ tenant: "other" });
  assert.deepEqual(await acme.configuration(), { tenant: "acme" });
  assert.deepEqual(await other.configuration(), { tenant: "other" });
});
