import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Sandbox } from "./sandbox.ts";
import { devConfigFile } from "./tenant.ts";
import { repository, Workspace } from "./workspace.ts";

export const STACK = "dev";

/** The dev stack in a state backend of its own, worked on in the repository with the real Pulumi CLI. */
export class DevStack extends Workspace {
  readonly configFile: string;

  private constructor(sandbox: Sandbox, directory: string) {
    super(sandbox, repository, directory);
    this.configFile = join(directory, `Pulumi.${STACK}.yaml`);
    Object.assign(this.env, { PULUMI_STACK: STACK, PULUMI_OPTION_CONFIG_FILE: this.configFile });
  }

  /** Makes the stack, with a copy of the committed configuration that may hold secrets. */
  static async create(sandbox: Sandbox, directory: string): Promise<DevStack> {
    const stack = new DevStack(sandbox, directory);
    const scratch = join(directory, "init");
    mkdirSync(scratch, { recursive: true });
    // "stack init" writes the encryption salt beside the Pulumi.yaml it finds, and the committed file must stay as it is.
    writeFileSync(join(scratch, "Pulumi.yaml"), readFileSync(join(repository, "Pulumi.yaml")));
    await stack.must(["stack", "init", STACK, "--cwd", scratch, "--no-select"]);
    const salt = readFileSync(join(scratch, `Pulumi.${STACK}.yaml`), "utf8");
    writeFileSync(
      stack.configFile,
      `${readFileSync(devConfigFile, "utf8")}${/^encryptionsalt: .*$/m.exec(salt)?.[0] ?? ""}\n`,
    );
    await stack.must(["config", "set", "--secret", "modernauth:erpPassword"], { input: sandbox.erpApiKey });
    return stack;
  }
}
