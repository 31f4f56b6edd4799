import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import * as grpc from "@grpc/grpc-js";
import service from "@pulumi/pulumi/proto/language_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import monitorService from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import { serveLanguage } from "#sandbox/attached/language.ts";

describe("The attached language host", () => {
  let folder: string;
  let served: Awaited<ReturnType<typeof serveLanguage>>;
  let client: InstanceType<typeof service.LanguageRuntimeClient>;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "modern-auth-language-"));
    served = await serveLanguage();
    client = new service.LanguageRuntimeClient(`127.0.0.1:${served.port}`, grpc.credentials.createInsecure());
  });
  after(() => {
    client.close();
    served.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** An engine's resource monitor that answers the registration of the stack as given, and never says that it was shut down. */
  async function monitorOf(registerResource: grpc.handleUnaryCall<unknown, never>) {
    const server = new grpc.Server();
    server.addService(monitorService.ResourceMonitorService, {
      getDeploymentInfo: (_call: unknown, answer: grpc.sendUnaryData<resource.DeploymentInfo>) =>
        answer(null, new resource.DeploymentInfo()),
      registerResource,
      signalAndWaitForShutdown: () => {},
    });
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    return { server, address: `127.0.0.1:${port}` };
  }

  function run(program: string, monitorAddress: string): Promise<boolean> {
    writeFileSync(join(folder, "program.mjs"), program);
    const info = new messages.ProgramInfo().setProgramDirectory(folder).setEntryPoint("program.mjs");
    const request = new messages.RunRequest()
      .setMonitorAddress(monitorAddress)
      .setProject("project")
      .setStack("stack")
      .setInfo(info);
    return new Promise((resolve, reject) =>
      client.run(request, (error: Error | null, response: messages.RunResponse) =>
        error ? reject(error) : resolve(response.getBail()),
      ),
    );
  }

  it("The attached language host ends a program whose promises stay open, once the engine has closed its resource monitor", async () => {
    const registered = Promise.withResolvers<void>();
    const { server, address } = await monitorOf(() => registered.resolve());
    const ended = run("await new Promise(() => {});", address);
    await registered.promise;
    server.tryShutdown(() => {});
    assert.equal(await ended, false);
    server.forceShutdown();
  });

  it("The attached language host does not announce the end of a program to an engine that has cancelled its registrations", async () => {
    const { server, address } = await monitorOf((_call, answer) => answer({ code: grpc.status.UNAVAILABLE }));
    assert.equal(await run("export {};", address), false);
    server.forceShutdown();
  });
});
