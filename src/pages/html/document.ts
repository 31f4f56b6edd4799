import { createHash } from "node:crypto";
import { Html, html } from "./html.ts";

/** A page in one file that needs nothing else: no network and no second file. */
export interface Document {
  /** Such as "en". */
  language: string;
  title: string;
  style: string;
  body: Html;
  /** Runs when the body is there. */
  script: string;
}

/** The page as a file. Its policy lets the browser ask nobody for anything, and run this very script only. */
export const htmlDocument = ({ language, title, style, body, script }: Document): string =>
  html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(style, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
${body}
<script>${new Html(script)}</script>
</body>
</html>
`.text;

const policy = (style: string, script: string): Html =>
  new Html(
    `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`,
  );

const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
