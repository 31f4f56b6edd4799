/** An upstream diagnostic, worded as the bridge hands it to the user. */
export class Diagnostic extends Error {
  constructor(summary: string, detail?: string) {
    super(detail ? `${summary}: ${detail}` : summary);
  }
}

/** An answer of a cloud that is no success. */
export class CloudError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const isNotFound = (error: unknown): boolean => error instanceof CloudError && error.status === 404;

/** What the cloud answers; undefined where it knows no such object. */
export const unlessGone = <T>(answer: Promise<T>): Promise<T | undefined> =>
  answer.catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });

/** What the cloud answers, with every failure introduced by a summary. */
export const introduced = <T>(summary: string, answer: Promise<T>): Promise<T> =>
  answer.catch((error: Error) => {
    throw new Diagnostic(summary, error.message);
  });

/** Several upstream errors, or one, in the layout of hashicorp/go-multierror. */
export function listed(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return `1 error occurred:\n\t* ${text}\n\n`;
}
