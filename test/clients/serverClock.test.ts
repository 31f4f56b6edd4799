import assert from "node:assert/strict";
import { it } from "node:test";
import { clockAhead, clockProblem, withServerClock } from "#clients/serverClock.ts";

const YEAR_MS = 365 * 86_400_000;

const dated = (date: string) => new Response("", { headers: { date } });

it("This machine's clock, as Microsoft's and Google's answers tell is ahead by what their answers are behind; an ERP's clock counts for nothing", () => {
  const date = new Date(Date.now() - YEAR_MS).toUTCString();
  const ahead = clockAhead(dated(date), new URL("https://graph.microsoft.com/v1.0/me")) ?? 0;
  assert.ok(Math.abs(ahead - YEAR_MS) < 60_000, `${ahead}`);
  for (const host of ["erp.example", "graph.microsoft.com.example", "notmicrosoft.com"])
    assert.equal(clockAhead(dated(date), new URL(`https://${host}/`)), undefined);
  assert.equal(clockAhead(dated("soon"), new URL("https://oauth2.googleapis.com/token")), undefined);
});

it("This machine's clock, as Microsoft's and Google's answers tell is heard from the first answer that tells, by whoever calls with the fetch that listens", async () => {
  const answers = [dated("soon"), dated(new Date(Date.now() - YEAR_MS).toUTCString()), dated("soon")];
  const { value, ahead = 0 } = await withServerClock(
    async (listening) => {
      while (answers.length > 0) await listening("https://graph.microsoft.com/v1.0/me");
      return "done";
    },
    async () => answers.shift() as Response,
  );
  assert.equal(value, "done");
  assert.ok(Math.abs(ahead - YEAR_MS) < 60_000, `${ahead}`);
  assert.deepEqual(await withServerClock(async () => "nobody was asked"), { value: "nobody was asked" });
});

it("This machine's clock, as Microsoft's and Google's answers tell is named with its direction when wrong by a day or more; a few minutes are not", () => {
  assert.equal(clockProblem(YEAR_MS), "this machine's clock is 365 days ahead of Microsoft's and Google's");
  assert.match(clockProblem(-YEAR_MS) ?? "", /365 days behind/);
  assert.equal(clockProblem(300_000), undefined);
  assert.equal(clockProblem(undefined), undefined);
});
