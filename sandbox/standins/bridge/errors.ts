/** An upstream diagnostic, worded as the bridge hands it to the user. */
export class Diagnostic extends Error {
  constructor(summary: string, detail?: string) {
    super(detail ? `${summary}: ${detail}` : summary);
  }
}

/** Several upstream errors, or one, in the layout of hashicorp/go-multierror. */
export function listed(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return `1 error occurred:\n\t* ${text}\n\n`;
}
