import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { archiveName } from "./modules.ts";

export const VERSION = "3.259.0";

/** A pretended machine: a home of its own for Pulumi, and a PATH that holds nothing but what the test puts there. */
export class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), "toolchain-test-"));
  readonly bin = join(this.folder, "bin");
  readonly home = join(this.folder, "pulumi-home");
  readonly cache = join(this.home, "versions", VERSION, "bin");
  readonly env: NodeJS.ProcessEnv = { PATH: this.bin, PULUMI_HOME: this.home, HOME: this.folder };
  readonly said: string[] = [];
  readonly say = (text: string): void => {
    this.said.push(text);
  };

  constructor(context: TestContext) {
    mkdirSync(this.bin);
    // Unpacking is not pretended: tar runs gzip.
    for (const name of ["tar", "gzip"]) {
      const found = (process.env["PATH"] ?? "")
        .split(delimiter)
        .map((path) => join(path, name))
        .find(existsSync);
      if (found) symlinkSync(found, join(this.bin, name));
    }
    context.after(() => rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 }));
  }

  /** Puts a shell script somewhere. Inside, $MACHINE is this machine's folder. */
  program(path: string, script: string): string {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\nPATH=/usr/bin:/bin\nMACHINE='${this.folder}'\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  pulumi(folder: string, version = VERSION): string {
    return this.program(join(folder, "pulumi"), `echo v${version}`);
  }

  languageHost(folder: string): string {
    return this.program(join(folder, "pulumi-language-nodejs"), "exit 0");
  }

  /** A compiler that notes how it was called and "compiles" programs that answer the right version. */
  go(before = ""): void {
    const script = `echo "$PWD GOWORK=$GOWORK GOTMPDIR=$GOTMPDIR $*" >> "$MACHINE/go.log"
${before}
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\necho v${VERSION}\\n' > "$2" && chmod +x "$2"`;
    this.program(join(this.bin, "go"), script);
  }

  log(name: string): string[] {
    const file = join(this.folder, `${name}.log`);
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  }

  /** What lies in the launcher's cache, hidden names too. */
  versions(): string[] {
    const folder = join(this.home, "versions");
    return existsSync(folder) ? readdirSync(folder) : [];
  }

  /** The official archive and its checksums, as a download host has them. */
  release(): Map<string, Buffer | string> {
    const folder = join(this.folder, "release");
    this.pulumi(join(folder, "pulumi"));
    this.languageHost(join(folder, "pulumi"));
    const name = archiveName(VERSION);
    const made = spawnSync("tar", ["-czf", name, "pulumi"], { cwd: folder });
    if (made.status !== 0) throw new Error(`tar: ${made.stderr}`);
    const archive = readFileSync(join(folder, name));
    const sum = createHash("sha256").update(archive).digest("hex");
    return new Map<string, Buffer | string>([
      [`/${name}`, archive],
      [`/pulumi-${VERSION}-checksums.txt`, `${"0".repeat(64)}  another-file.tar.gz\n${sum}  ${name}\n`],
    ]);
  }
}

export async function serve(context: TestContext, handle: RequestListener): Promise<string> {
  const server = createServer(handle).listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** @returns the address, and the paths that were asked for */
export async function serveFiles(context: TestContext, files: Map<string, Buffer | string>) {
  const asked: string[] = [];
  const url = await serve(context, (request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const body = files.get(path);
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  return { url, asked };
}

/** A host that takes connections and never says a word, as behind a firewall that swallows packets. */
export async function silentHost(context: TestContext): Promise<string> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createTcpServer((socket) => sockets.add(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An address where nobody listens. */
export async function closedHost(): Promise<string> {
  const server = createTcpServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${port}`;
}

/** Waits for what must come. @throws with what was waited for when it does not come. */
export async function until(what: string, holds: () => boolean, timeoutMs = 60_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    await sleep(10);
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that ended and whose parent is gone may wait long for somebody to take note.
    return !/\) Z /.test(existsSync("/proc/self/stat") ? readFileSync(`/proc/${pid}/stat`, "utf8") : "");
  } catch {
    return false;
  }
}
