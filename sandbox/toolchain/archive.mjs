import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { excerpt, runCommand } from "./command.mjs";
import { fetchFile, fetchText } from "./download.mjs";
import { Interrupted, reasonOf } from "./errors.mjs";
import { isExecutable } from "./executables.mjs";

/** @param {string} version @returns {string[]} where the official archives and their checksums are published */
export function officialReleases(version) {
  return [
    "https://get.pulumi.com/releases/sdk",
    `https://github.com/pulumi/pulumi/releases/download/v${version}`,
  ];
}

/**
 * The official archive of this platform.
 * @param {string} version
 * @param {{ platform?: string, arch?: string }} [machine]
 * @returns {string}
 */
export function archiveName(version, { platform = process.platform, arch = process.arch } = {}) {
  if (!["linux", "darwin"].includes(platform) || !["x64", "arm64"].includes(arch)) {
    throw new Error(`Pulumi publishes no archive for ${platform} on ${arch}`);
  }
  return `pulumi-v${version}-${platform}-${arch}.tar.gz`;
}

/**
 * @param {string} checksums lines of "<SHA-256>  <file name>"
 * @param {string} file
 * @returns {string}
 */
export function checksumOf(checksums, file) {
  for (const line of checksums.split("\n")) {
    const [sum, name] = line.trim().split(/\s+\*?/);
    if (name === file && /^[0-9a-f]{64}$/i.test(sum)) return sum.toLowerCase();
  }
  throw new Error(`the published checksums do not name ${file}`);
}

/**
 * Downloads the official archive, which brings the CLI and its language hosts, and unpacks it into `<folder>/bin`.
 * @param {string} folder
 * @param {object} options
 * @param {string} options.version
 * @param {readonly string[]} [options.releases] addresses of folders with the archives, tried in order
 * @param {NodeJS.ProcessEnv} options.env
 * @param {AbortSignal} [options.signal]
 * @param {number} [options.connectTimeoutMs]
 * @param {(text: string) => void} options.say
 * @returns {Promise<void>}
 */
export async function downloadPulumi(
  folder,
  { version, releases = officialReleases(version), env, signal, connectTimeoutMs, say },
) {
  const name = archiveName(version);
  const archive = join(folder, name);
  const reasons = [];
  for (const base of releases) {
    try {
      say(`asking ${new URL(base).host} for Pulumi ${version}`);
      const checksums = await fetchText(`${base}/pulumi-${version}-checksums.txt`, {
        env,
        signal,
        connectTimeoutMs,
      });
      const expected = checksumOf(checksums, name);
      const actual = await fetchFile(`${base}/${name}`, archive, {
        env,
        signal,
        connectTimeoutMs,
        onProgress: (received, total) => say(`downloading Pulumi ${version}, ${share(received, total)}`),
      });
      if (actual !== expected) {
        throw new Error(`${base}/${name} has the SHA-256 ${actual}, published is ${expected}`);
      }
      await unpack(archive, folder, { env, signal });
      return;
    } catch (error) {
      if (error instanceof Interrupted || signal?.aborted) throw error;
      rmSync(archive, { force: true });
      reasons.push(reasonOf(error));
    }
  }
  throw new Error(reasons.join("; "));
}

/** @param {string} archive @param {string} folder @param {{ env: NodeJS.ProcessEnv, signal?: AbortSignal }} options */
async function unpack(archive, folder, { env, signal }) {
  const unpacked = join(folder, "unpacked");
  mkdirSync(unpacked, { recursive: true });
  const { code, output } = await runCommand("tar", ["-xf", archive, "-C", unpacked], { env, signal });
  if (code !== 0) throw new Error(`tar could not unpack ${archive}: ${excerpt(output, 5)}`);
  const bin = ["pulumi", join("pulumi", "bin")]
    .map((path) => join(unpacked, path))
    .find((path) => isExecutable(join(path, "pulumi")));
  if (bin === undefined) throw new Error(`${archive} holds no pulumi program`);
  renameSync(bin, join(folder, "bin"));
  rmSync(unpacked, { recursive: true, force: true });
  rmSync(archive, { force: true });
}

/** @param {number} received @param {number | undefined} total */
function share(received, total) {
  const megabytes = (/** @type {number} */ bytes) => Math.floor(bytes / 1e7) * 10;
  return total ? `${megabytes(received)} of ${Math.ceil(total / 1e6)} MB` : `${megabytes(received)} MB`;
}
