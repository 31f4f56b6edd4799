import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { parse } from "yaml";
import { type Contexts, fill, runs, type Status } from "./expressions.ts";
import type { Repository } from "./repository.ts";
import { shell } from "./shell.ts";

export interface Step {
  uses?: string;
  run?: string;
  if?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

/** One job: its folder, and what its steps leave for the next ones. */
export class GithubJob {
  readonly status: Status = { failed: false };
  output = "";
  readonly #repository: Repository;
  readonly #workspace: string;
  readonly #artifacts: string;
  #env: Record<string, string>;

  constructor(repository: Repository, env: Record<string, string>, workspace: string, artifacts: string) {
    this.#repository = repository;
    this.#env = env;
    this.#workspace = workspace;
    this.#artifacts = artifacts;
  }

  async step(step: Step, outer: Contexts): Promise<void> {
    const contexts = { ...outer, env: this.#env };
    if (!runs(step.if, contexts, this.status)) return;
    const inputs = Object.fromEntries(
      Object.entries(step.with ?? {}).map(([key, value]) => [key, fill(String(value), contexts)]),
    );
    if (step.run !== undefined) await this.#script(fill(step.run, contexts), filled(step.env, contexts));
    else if (step.uses?.startsWith("./")) await this.#composite(step.uses, inputs, contexts);
    else this.#action(step.uses?.split("@")[0] ?? "", inputs, contexts);
  }

  async #script(script: string, env: Record<string, string>): Promise<void> {
    const files = Object.fromEntries(
      ["GITHUB_ENV", "GITHUB_STEP_SUMMARY"].map((name) => [name, join(this.#workspace, `.${name}`)]),
    );
    for (const file of Object.values(files)) writeFileSync(file, "");
    const { code, output } = await shell(script, this.#workspace, { ...this.#env, ...env, ...files });
    this.output += output;
    if (code !== 0) this.status.failed = true;
    for (const line of readFileSync(files.GITHUB_ENV as string, "utf8")
      .split("\n")
      .filter(Boolean)) {
      const [name = "", ...value] = line.split("=");
      this.#env = { ...this.#env, [name]: value.join("=") };
    }
  }

  async #composite(path: string, inputs: Record<string, string>, outer: Contexts): Promise<void> {
    const file = readFileSync(join(this.#workspace, path, "action.yml"), "utf8");
    const action = parse(file) as { inputs: Record<string, { default: string }>; runs: { steps: Step[] } };
    const defaults = Object.entries(action.inputs).map(([name, input]) => [name, input.default]);
    const contexts = { ...outer, inputs: { ...Object.fromEntries(defaults), ...inputs } };
    for (const step of action.runs.steps) await this.step(step, contexts);
  }

  #action(name: string, inputs: Record<string, string>, { github }: Contexts): void {
    const { ref = (github as { ref: string }).ref, "fetch-depth": depth = "1" } = inputs;
    const known: Readonly<Record<string, () => void>> = {
      "actions/cache": () => {},
      "actions/checkout": () => this.#repository.checkOut(this.#workspace, ref, Number(depth)),
      "actions/upload-artifact": () => this.#upload(inputs),
      "actions/download-artifact": () => this.#download(inputs),
    };
    const action = known[name];
    if (!action) throw new Error(`The test knows no action "${name}".`);
    action();
  }

  #upload({ name = "", path = "" }: Record<string, string>): void {
    const from = join(this.#workspace, path);
    if (!existsSync(from)) throw new Error(`The artifact ${path} is missing:\n${this.output}`);
    cpSync(from, join(this.#artifacts, name, path), { recursive: true });
  }

  #download({ pattern = "" }: Record<string, string>): void {
    for (const name of readdirSync(this.#artifacts).filter((one) => matchesGlob(one, pattern)))
      cpSync(join(this.#artifacts, name), this.#workspace, { recursive: true });
  }
}

/** Variables, with the expressions in them replaced. */
export const filled = (env: Record<string, string> = {}, contexts: Contexts): Record<string, string> =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value, contexts)]));
