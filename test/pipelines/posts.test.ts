import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import type { Forge } from "#clients/forge/forge.ts";
import { forgeOf } from "#clients/forge/ofPipeline.ts";
import { type Attention, commentOnce, keepIssue } from "#pipelines/posts.ts";
import { ForgeServer } from "./forgeServer.ts";

let server: ForgeServer;
before(async () => {
  server = await ForgeServer.start();
});
after(() => server.close());
beforeEach(() => {
  server.comments.length = 0;
  server.issues.length = 0;
  server.asked.length = 0;
  server.broken = undefined;
  server.movedTo = undefined;
});

function forge(env: Record<string, string>): Forge {
  const found = forgeOf(env);
  assert.ok(found);
  return found;
}

const needed = (title: string): Attention => ({ title, need: "some" });
const WELL: Attention = { title: "all is well", need: "none" };
const UNSEEN: Attention = { title: "1 not looked at", need: "unseen" };

const FORGES = [
  ["GitHub", () => forge(server.github("refs/pull/7/merge"))],
  ["GitLab", () => forge(server.gitlab(7))],
] as const;

for (const [name, open] of FORGES) {
  describe(`On ${name}`, () => {
    it("a merge request gets one comment, which later runs change, on whatever page of the discussion it is", async () => {
      for (const body of ["Looks good", "I agree", "Me, too"]) server.add(body);
      assert.equal(await commentOnce(open(), "2 changes"), "written");
      for (const body of ["Why two?", "Because"]) server.add(body);
      assert.equal(await commentOnce(open(), "3 changes"), "changed");
      const ours = server.comments.filter(({ body }) => body.includes("changes"));
      assert.deepEqual(
        ours.map(({ body }) => body),
        ["<!-- modern-auth: preview -->\n3 changes"],
      );
      assert.equal(server.comments.length, 6);
    });

    it("an issue is opened, changed, closed, and another one opened when something is wrong again", async () => {
      server.open("Printer", "is on fire", ["office"]);
      server.open("Other", "of ours, by hand", ["modern-auth"]);
      assert.equal(await keepIssue(open(), WELL, "all is well"), "not needed");
      assert.equal(await keepIssue(open(), needed("1 of 3 drifted"), "acme"), "opened");
      assert.equal(await keepIssue(open(), needed("2 of 3 drifted"), "acme, beta"), "changed");
      const [, , ours] = server.issues;
      assert.deepEqual(ours, {
        id: ours?.id,
        title: "2 of 3 drifted",
        body: "<!-- modern-auth: attention -->\nacme, beta",
        by: ForgeServer.US,
        labels: ["modern-auth"],
        open: true,
      });
      assert.equal(await keepIssue(open(), WELL, "all is well"), "closed");
      assert.equal(ours?.open, false);
      assert.equal(await keepIssue(open(), needed("1 of 3 drifted"), "acme"), "opened");
      assert.equal(server.issues.length, 4);
    });

    it("what somebody else wrote in our words is left alone", async () => {
      const comment = server.add("<!-- modern-auth: preview -->\nApproved by all");
      const issue = server.open("Planted", "<!-- modern-auth: attention -->\nall is well", ["modern-auth"]);
      assert.equal(await commentOnce(open(), "2 changes"), "written");
      assert.equal(await keepIssue(open(), needed("1 of 3 drifted"), "acme"), "opened");
      assert.equal(comment.body, "<!-- modern-auth: preview -->\nApproved by all");
      assert.deepEqual([issue.title, issue.open], ["Planted", true]);
    });

    it("a redirect is not followed: the token stays, and the error names where it leads", async (t) => {
      const elsewhere = await ForgeServer.start();
      t.after(() => elsewhere.close());
      server.movedTo = elsewhere.url;
      for (const post of [commentOnce(open(), "text"), keepIssue(open(), needed("title"), "text")])
        await assert.rejects(post, (error: Error) => {
          assert.match(
            error.message,
            new RegExp(`^${name} redirects (GET|POST) /.* to ${elsewhere.url} \\(307\\)`),
          );
          return true;
        });
      assert.deepEqual(elsewhere.asked, []);
    });

    it("a discussion without an end is left after 30 pages, and nothing is written", async () => {
      for (let post = 0; post < 61; post += 1) server.add("Looks good");
      await assert.rejects(commentOnce(open(), "text"), /has more than 30 pages at .*Nothing was written/);
      assert.equal(server.comments.length, 61);
      assert.ok(server.asked.length <= 31);
    });

    it("an issue is neither opened nor closed for what was accepted not to be looked at", async () => {
      assert.equal(await keepIssue(open(), UNSEEN, "acme"), "not needed");
      assert.equal(await keepIssue(open(), needed("1 of 3 drifted"), "acme"), "opened");
      assert.equal(await keepIssue(open(), UNSEEN, "acme"), "changed");
      assert.deepEqual(
        server.issues.map(({ title, open: isOpen }) => [title, isOpen]),
        [["1 not looked at", true]],
      );
    });

    it("a refusal is told with what was asked and the server's words, never with the token", async () => {
      server.broken = 403;
      await assert.rejects(commentOnce(open(), "text"), (error: Error) => {
        assert.match(error.message, new RegExp(`^${name} answers 403 to (GET|POST) /.*: "try later"$`));
        assert.ok(!error.message.includes(ForgeServer.TOKEN));
        return true;
      });
    });
  });
}

it("The forge of a pipeline is none on GitLab without a token that may write", () => {
  assert.equal(forgeOf({ CI_PROJECT_ID: "42" }), undefined);
});

it("The forge of a pipeline is missing outside of a pipeline, and the error says what makes one", () => {
  assert.throws(() => forgeOf({}), /GITHUB_REPOSITORY.*CI_PROJECT_ID.*modern-auth render github/);
});

it("The forge of a pipeline has no comments where the pipeline is no merge request's", async () => {
  const branch = forge(server.github("refs/heads/main"));
  await assert.rejects(branch.comments(), /GITHUB_REF is "refs\/heads\/main"\. Allowed: /);
  await assert.rejects(forge(server.gitlab()).comments(), /CI_MERGE_REQUEST_IID is not set/);
  assert.deepEqual(server.asked, []);
});

it("The forge of a pipeline follows pages on its own server only, because the token goes along", async (t) => {
  const elsewhere = await ForgeServer.start();
  t.after(() => elsewhere.close());
  const answer = Response.json([], { headers: { link: `<${elsewhere.url}/stolen>; rel="next"` } });
  t.mock.method(globalThis, "fetch", async (url: string) =>
    url.endsWith("/user") ? Response.json({ id: 1 }) : answer,
  );
  assert.deepEqual(await forge(server.gitlab(7)).comments(), []);
  assert.deepEqual(elsewhere.asked, []);
});
