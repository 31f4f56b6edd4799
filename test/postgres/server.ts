import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const USER = "pulumi";
/** PostgreSQL refuses to run as root. */
const NOBODY = 65534;
const START_MS = 30_000;

/** A real PostgreSQL server on loopback, with an empty database that asks for a password. */
export class PostgresServer {
  /** Throw-away; as PGPASSWORD it is in no address, argument or message of the Pulumi CLI. */
  readonly password: string;
  readonly port: number;
  readonly #programs: string;
  readonly #folder: string;
  #process: ChildProcess | undefined;

  private constructor(programs: string, folder: string, password: string, port: number) {
    this.#programs = programs;
    this.#folder = folder;
    this.password = password;
    this.port = port;
  }

  /** @param programs folder of `initdb`, `postgres` and `psql` */
  static async start(programs: string): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), "modern-auth-postgres-"));
    const server = new PostgresServer(
      programs,
      folder,
      randomBytes(24).toString("base64url"),
      await freePort(),
    );
    try {
      server.#makeCluster();
      await server.up();
      return server;
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /** Address of the state backend, without the password. */
  get url(): string {
    return `postgres://${USER}@127.0.0.1:${this.port}/postgres?sslmode=disable`;
  }

  /** What the Pulumi CLI needs to use it. */
  get env(): Record<string, string> {
    return { PULUMI_BACKEND_URL: this.url, PGPASSWORD: this.password };
  }

  /** Starts it, with what the database held before. @throws when it does not come up, with its log */
  async up(): Promise<void> {
    const settings = { fsync: "off", unix_socket_directories: "", listen_addresses: "127.0.0.1" };
    const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const child = spawn(
      join(this.#programs, "postgres"),
      ["-D", join(this.#folder, "data"), "-p", String(this.port), ...options],
      { ...this.#identity, cwd: this.#folder, stdio: ["ignore", "ignore", "pipe"] },
    );
    this.#process = child;
    let log = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
    for (const end = Date.now() + START_MS; !(await answers(this.port)); await sleep(20))
      if (child.exitCode !== null || Date.now() > end) throw new Error(`PostgreSQL does not start:\n${log}`);
  }

  /** Stops it at once, as a machine that is restarted would: connections break, and what was written stays. */
  async down(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    child.kill("SIGINT");
    await once(child, "exit");
  }

  async restart(): Promise<void> {
    await this.down();
    await this.up();
  }

  /** Runs one statement. @throws with the server's words */
  query(statement: string): void {
    const { status, stderr } = spawnSync(
      join(this.#programs, "psql"),
      ["--no-psqlrc", "--dbname", this.url, "--command", statement],
      { env: { ...process.env, ...this.env }, encoding: "utf8" },
    );
    if (status !== 0) throw new Error(stderr);
  }

  async close(): Promise<void> {
    await this.down();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #makeCluster(): void {
    const passwordFile = join(this.#folder, "password");
    writeFileSync(passwordFile, this.password, { mode: 0o600 });
    if (this.#identity.uid) {
      for (const path of [this.#folder, passwordFile]) chownSync(path, NOBODY, NOBODY);
      chmodSync(this.#folder, 0o700);
    }
    const args = ["-D", join(this.#folder, "data"), "-U", USER, "--auth", "scram-sha-256", "--no-sync"];
    const { status, stderr } = spawnSync(
      join(this.#programs, "initdb"),
      [...args, `--pwfile=${passwordFile}`],
      { ...this.#identity, cwd: this.#folder, encoding: "utf8" },
    );
    rmSync(passwordFile);
    if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
  }

  get #identity(): { uid?: number; gid?: number } {
    return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
