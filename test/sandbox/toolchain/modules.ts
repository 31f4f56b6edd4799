/** The bootstrap's plain JavaScript modules, with types: the compiler reads no .mjs files. */
type Env = NodeJS.ProcessEnv;

export interface Plugin {
  kind: "real" | "stand-in" | "missing";
  version: string;
  path: string;
  why?: string;
}

interface PulumiOptions {
  version: string;
  env: Env;
  say: (text: string) => void;
  signal?: AbortSignal;
  releases?: readonly string[];
  connectTimeoutMs?: number;
}

interface PluginOptions {
  versions: Record<string, string>;
  pulumi: string;
  standIns?: string;
  env: Env;
  say: (text: string) => void;
  signal?: AbortSignal;
  hosts?: readonly string[];
  connectTimeoutMs?: number;
  installTimeoutMs?: number;
}

interface DependencyOptions {
  root: string;
  env: Env;
  say: (text: string) => void;
  signal?: AbortSignal;
}

interface DownloadOptions {
  env: Env;
  signal?: AbortSignal;
  connectTimeoutMs?: number;
  idleTimeoutMs?: number;
}

interface Stream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

interface Progress {
  task(label: string): { say(text: string): void; done(text: string): void; failed(text: string): void };
  close(): void;
}

function load(name: string): Promise<unknown> {
  return import(new URL(`../../../sandbox/toolchain/${name}.mjs`, import.meta.url).href);
}

export const { obtainPulumi, isNewEnough } = (await load("pulumi")) as {
  obtainPulumi(options: PulumiOptions): Promise<{ path: string; version: string; how: string }>;
  isNewEnough(version: string, wanted: string): boolean;
};

export const { archiveName, checksumOf } = (await load("archive")) as {
  archiveName(version: string, machine?: { platform: string; arch: string }): string;
  checksumOf(checksums: string, file: string): string;
};

export const { obtainPlugins, pluginFolders, describePlugins } = (await load("plugins")) as {
  obtainPlugins(options: PluginOptions): Promise<Record<string, Plugin>>;
  pluginFolders(plugins: Record<string, Plugin>, env: Env): string[];
  describePlugins(plugins: Record<string, Plugin>): string;
};

type Packages = Record<
  string,
  { version?: string; integrity?: string; optional?: boolean; hasInstallScript?: boolean; resolved?: string }
>;

export const { ensureDependencies, isInstalled, isSameInstallation, nodeFolder, nodeProgram } = (await load(
  "dependencies",
)) as {
  ensureDependencies(options: DependencyOptions): Promise<string>;
  isInstalled(root: string): boolean;
  isSameInstallation(wanted: Packages, installed: Packages): boolean;
  nodeFolder(root: string, platform?: string): string;
  nodeProgram(root: string): string;
};

export const { fetchText, fetchFile, probe } = (await load("download")) as {
  fetchText(url: string, options: DownloadOptions): Promise<string>;
  fetchFile(url: string, file: string, options: DownloadOptions): Promise<string>;
  probe(url: string, options: DownloadOptions): Promise<void>;
};

export const { proxyFor } = (await load("proxy")) as { proxyFor(url: URL, env: Env): URL | undefined };

export const { withLock } = (await load("lock")) as {
  withLock<T>(
    file: string,
    options: { signal?: AbortSignal; onWait?: (holder: string) => void },
    work: () => Promise<T>,
  ): Promise<T>;
};

export const { createProgress } = (await load("progress")) as {
  createProgress(options: { stream: Stream; heartbeatMs?: number }): Progress;
};

export const { Interrupted, ToolchainError } = (await load("errors")) as {
  Interrupted: new (signal: NodeJS.Signals) => Error;
  ToolchainError: new (message: string) => Error;
};

export const { runCommand } = (await load("command")) as {
  runCommand(
    command: string,
    args: readonly string[],
    options: { env: Env; signal?: AbortSignal },
  ): Promise<{ code: number; output: string }>;
};

export const { findOnPath, isExecutable } = (await load("executables")) as {
  findOnPath(name: string, env: Env): string[];
  isExecutable(file: string): boolean;
};
