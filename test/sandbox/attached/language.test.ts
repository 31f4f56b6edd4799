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
    client = new service.LanguageRuntimeClient(
      `127.0.0.1:${served.port}`,
      grpc.credentials.createInsecure(),
    );
  });
  after(() => {
    client.close();
    served.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("The attached language host ends a program whose promises stay open, once the engine has closed its resource monitor", async () => {
    writeFileSync(join(folder, "open.mjs"), "await new Promise(() => {});");
    const monitor = new grpc.Server();
    // The registration of the stack itself is never answered, as by an engine in which a step has failed.
    const registered = new Promise<void>((resolve) =>
      monitor.addService(monitorService.ResourceMonitorService, {
        getDeploymentInfo: (_call: unknown, answer: grpc.sendUnaryData<resource.DeploymentInfo>) =>
          answer(null, new resource.DeploymentInfo()),
        registerResource: () => resolve(),
      }),
    );
    const port = await new Promise<number>((resolve, reject) =>
      monitor.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    const info = new messages.ProgramInfo().setProgramDirectory(folder).setEntryPoint("open.mjs");
    const request = new messages.RunRequest()
      .setMonitorAddress(`127.0.0.1:${port}`)
      .setProject("project")
      .setStack("stack")
      .setInfo(info);
    const ended = new Promise((resolve, reject) =>
      client.run(request, (error: Error | null, response: messages.RunResponse) =>
        error ? reject(error) : resolve(response.getBail()),
      ),
    );
    await registered;
    monitor.tryShutdown(() => {});
    assert.equal(await ended, false);
    monitor.forceShutdown();
  });
});
