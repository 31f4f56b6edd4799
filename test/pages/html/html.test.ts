import assert from "node:assert/strict";
import { it } from "node:test";
import { html } from "#pages/html/html.ts";

it("The template for HTML escapes texts and leaves HTML as it is, in lists too", () => {
  assert.equal(
    html`<p title="${'"'}">${[html`<b>${"<&'"}</b>`, html`${1}`]}</p>`.text,
    '<p title="&#34;"><b>&#60;&#38;&#39;</b>1</p>',
  );
});
