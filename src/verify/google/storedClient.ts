import { ClientFileError, parseClientFile, type WebClient } from "#clients/google/clientFile.ts";
import type { ClientGeneration } from "#config/rules/googleGenerations.ts";

/** The client of a stored file. @throws Error naming the key and the command when the file is none */
export function storedClient(stack: string, { configKey, clientFile }: ClientGeneration): WebClient {
  try {
    return parseClientFile(clientFile);
  } catch (error) {
    if (!(error instanceof ClientFileError)) throw error;
    throw new Error(
      `${configKey}: ${error.message} To put another one in its place: modern-auth google import ${stack} <file>`,
    );
  }
}
