import { readFileSync } from "node:fs";
import { forgeOf } from "#clients/forge/ofPipeline.ts";
import { commentOnce } from "#pipelines/posts.ts";

export async function commentWith(file: string): Promise<void> {
  const text = readFileSync(file, "utf8");
  const forge = forgeOf(process.env);
  process.stdout.write(
    forge
      ? `The comment on the merge request is ${await commentOnce(forge, text)}.\n`
      : `No comment, because GITLAB_TOKEN is not set; the same stands in ${file}.\n`,
  );
}
