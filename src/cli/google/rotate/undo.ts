import type { CommandAnswer } from "#cli/answer.ts";
import { parseConfig } from "#config/parse.ts";
import { clientGenerations } from "#config/rules/googleGenerations.ts";
import { takeBack } from "#config/rules/takeBack.ts";
import { removeNewestClientFile } from "#rotation/writeGoogleSecrets.ts";
import { googlePart } from "#stack/google.ts";
import { madeSecrets } from "#stack/provenSecrets.ts";
import { mustPulumi } from "#stack/pulumi.ts";
import { readEntries } from "#stack/stack.ts";
import { isUnsettled, type StackExport } from "#stack/state.ts";

/** Takes back the newest secret that was imported, as if its file had never been. At Google nothing changes. */
export async function undoImport(stack: string): Promise<CommandAnswer> {
  const [config, exported] = await Promise.all([
    readEntries(stack).then((entries) => parseConfig(stack, entries)),
    mustPulumi(["stack", "export", "--stack", stack]).then((text) => JSON.parse(text) as StackExport),
  ]);
  const { generations: written = [] } = googlePart(stack, config);
  const clients = clientGenerations(config);
  const taken = takeBack(
    clients.map(({ number }) => number),
    madeSecrets(exported, "google").map(({ number }) => number),
    isUnsettled(exported),
  );
  const [newest] = clients.slice(-1);
  if (taken.action !== "undone" || !newest) {
    const because = "because" in taken ? taken.because : "";
    return {
      ...(taken.action === "refused"
        ? { outcome: "refused", cause: { kind: "refused", message: because } }
        : { outcome: "ok" }),
      next: [],
      found: { action: taken.action, because },
      text: `Stack "${stack}": ${taken.action === "refused" ? "refused, " : ""}${because}.\n`,
    };
  }
  await removeNewestClientFile(stack, newest, written);
  const because = `secret ${taken.number} is taken back: no update has made it. At Google it is still there`;
  return {
    outcome: "ok",
    next: [],
    found: { action: "undone", because },
    text: `Stack "${stack}": ${because}.\n`,
  };
}
