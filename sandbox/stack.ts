import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Sandbox } from "./sandbox.ts";
import { devConfigFile } from "./tenant.ts";
import { projectFile, Workspace } from "./workspace.ts";

export const STACK = "dev";

/** The dev stack in a project and a state backend of its own, worked on with the real Pulumi CLI. */
export class DevStack extends Workspace {
  readonly configFile: string;

  private constructor(sandbox: Sandbox, directory: string) {
    super(sandbox, directory, directory);
    this.configFile = join(directory, `Pulumi.${STACK}.yaml`);
    this.env["PULUMI_STACK"] = STACK;
  }

  /** Makes the stack, with a copy of the committed configuration that may hold secrets. */
  static async create(sandbox: Sandbox, directory: string): Promise<DevStack> {
    const stack = new DevStack(sandbox, directory);
    writeFileSync(join(directory, "Pulumi.yaml"), projectFile());
    writeFileSync(stack.configFile, readFileSync(devConfigFile, "utf8"));
    await stack.must(["stack", "init", STACK, "--no-select"]);
    await stack.must(["config", "set", "--secret", "modernauth:erpPassword"], { input: sandbox.erpApiKey });
    return stack;
  }
}
