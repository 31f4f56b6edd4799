/** One planned operation in the form of the recordings. */
export interface Step {
  op: string;
  /** Type token and logical name. */
  resource: string;
  detailedDiff: Record<string, { kind: string; inputDiff: boolean }> | null;
  replaceReasons?: string[];
}

interface DigestStep extends Omit<Step, "resource"> {
  urn: string;
}

/** Everything that `pulumi preview --json` plans to change. */
export function stepsAsRecorded(stdout: string): Step[] {
  const start = stdout.indexOf("{");
  if (start < 0) return [];
  const { steps = [] } = JSON.parse(stdout.slice(start)) as { steps?: DigestStep[] };
  return steps
    .filter(({ op }) => op !== "same" && op !== "read" && op !== "refresh")
    .map(({ op, urn, detailedDiff, replaceReasons }) => ({
      op,
      resource: shortName(urn),
      detailedDiff: detailedDiff ?? null,
      // The engine gathers them in a map, so that their order is a new one each time.
      ...(replaceReasons?.length ? { replaceReasons: replaceReasons.toSorted() } : {}),
    }));
}

function shortName(urn: string): string {
  const [, , type, name] = urn.split("::");
  return `${type?.split("$").at(-1)} ${name}`;
}
