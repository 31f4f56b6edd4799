import { mkdtempSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Document, parseDocument } from "yaml";
import type { Project } from "#config/project.ts";
import { readText } from "#config/text.ts";
import { fromAnyFolder } from "../inventory/backend.ts";
import { isPulumiError, mustPulumi } from "../pulumi.ts";
import { type EncryptionKey, keyIn, providerOf } from "./encryptionKey.ts";

/** A secret as the CLI has encrypted it. */
export interface Encrypted {
  /** With which key: a stack that had none has got one. */
  key: EncryptionKey;
  ciphertext: string;
}

/**
 * A throw-away folder that the CLI takes for the project. "pulumi stack init" writes the key of a new stack's secrets into a
 * configuration file beside Pulumi.yaml: here it may, while the tenant's own file is written last, and whole.
 */
export class ScratchProject {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;

  constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.#folder = folder;
    this.#env = env;
  }

  /**
   * Creates an empty stack.
   *
   * @param shared the key of its secrets, where the passphrase at hand opens it
   * @returns that key, or a new one
   * @throws Error with the CLI's own words
   */
  async initStack(
    stack: string,
    shared: EncryptionKey | undefined,
    provider: string | undefined,
  ): Promise<EncryptionKey> {
    try {
      return await this.#init(stack, shared ?? {}, provider ?? (shared && providerOf(shared)));
    } catch (error) {
      if (!shared || !isPulumiError(error, "passphrase-wrong")) throw error;
      return await this.#init(stack, {}, provider);
    }
  }

  async #init(stack: string, key: EncryptionKey, provider: string | undefined): Promise<EncryptionKey> {
    const file = await this.#write(stack, key);
    const asked = provider === undefined ? [] : ["--secrets-provider", provider];
    const args = ["stack", "init", stack, "--no-select", "--cwd", this.#folder, ...asked];
    await mustPulumi(args, "", this.#env);
    return keyIn(parseDocument(await readFile(file, "utf8")));
  }

  /** Has the CLI encrypt a secret of a stack. @throws Error with the CLI's own words */
  async encrypt(stack: string, key: EncryptionKey, name: string, secret: string): Promise<Encrypted> {
    const file = await this.#write(stack, key);
    const args = ["config", "set", "--secret", "--raw", name, "--stack", stack, "--config-file", file];
    await mustPulumi(args, secret);
    const written = parseDocument(await readFile(file, "utf8"));
    return { key: keyIn(written), ciphertext: String(written.getIn(["config", name, "secure"])) };
  }

  async #write(stack: string, key: EncryptionKey): Promise<string> {
    const file = join(this.#folder, `Pulumi.${stack}.yaml`);
    await writeFile(file, new Document(key).toString());
    return file;
  }
}

/** Works in such a folder, and takes it away afterwards. @param backend address of the state backend */
export async function withScratchProject<Result>(
  project: Project,
  backend: string,
  work: (scratch: ScratchProject) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "modern-auth-"));
  try {
    const file = parseDocument(readText(project.file));
    file.delete("stackConfigDir");
    await writeFile(join(folder, "Pulumi.yaml"), file.toString());
    return await work(new ScratchProject(folder, fromAnyFolder(backend)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
