/** How the page looks: on a wide screen, on a phone, in the dark and on paper. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #fff; --ink: #1d2330; --quiet: #5a6474; --line: #d9dee6;
  --accent: #1a56c4; --on-accent: #fff; --value: #eef2f8; --warn: #fff6e0; --warn-line: #d99a1c; --done: #1c7a43;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171d; --card: #1d222b; --ink: #e7eaf0; --quiet: #a3adbd; --line: #353d4a;
    --accent: #8ab4f8; --on-accent: #10213f; --value: #283040; --warn: #33290f; --warn-line: #d9a43a; --done: #7fd3a0;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
main { max-width: 50rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.25; text-wrap: balance; margin: 0 0 1rem; }
h2 { display: flex; align-items: baseline; gap: .6rem; font-size: 1.25rem; line-height: 1.3; margin: 0 0 .5rem; }
h3 { font-size: .95rem; color: var(--quiet); margin: 1.1rem 0 .35rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem; margin-top: 1.25rem; }
.number { flex: none; width: 1.9rem; height: 1.9rem; border-radius: 50%; background: var(--accent); color: var(--on-accent);
  font-size: 1rem; line-height: 1.9rem; text-align: center; }
a { color: var(--accent); font-weight: 600; }
.link { margin: 0; }
.address { display: block; color: var(--quiet); font-size: .85rem; overflow-wrap: anywhere; }
code { font: .92em ui-monospace, monospace; background: var(--value); border-radius: .3rem; padding: .1em .3em; overflow-wrap: anywhere; }
dl { margin: 0; }
dl > div { padding: .5rem 0; border-top: 1px solid var(--line); }
dl > div:first-child { border-top: 0; padding-top: 0; }
dt { font-size: .85rem; color: var(--quiet); }
dd { display: flex; align-items: center; justify-content: space-between; gap: .75rem; margin: .15rem 0 0; }
dd > code { padding: .35rem .5rem; white-space: pre-wrap; min-width: 0; }
.missing dd { display: block; }
ol, ul { margin: 0; padding-left: 1.3rem; }
li + li { margin-top: .35rem; }
.traps { margin-top: 1.1rem; padding: .1rem 1rem .8rem; border-left: .25rem solid var(--warn-line); border-radius: .3rem; background: var(--warn); }
.traps h3 { margin-top: .6rem; color: inherit; }
button { flex: none; min-width: 5.5rem; padding: .35rem .7rem; border: 1px solid var(--accent); border-radius: .4rem; background: none;
  color: var(--accent); font: inherit; font-size: .9rem; cursor: pointer; }
button:hover { background: var(--value); }
button[hidden] { display: none; }
button.copied { color: var(--done); border-color: var(--done); }
:focus-visible { outline: .2rem solid var(--accent); outline-offset: .15rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
#status { position: fixed; inset: auto 0 1rem; width: fit-content; max-width: calc(100% - 2rem); margin: 0 auto; padding: .5rem 1rem;
  border-radius: .5rem; background: var(--ink); color: var(--paper); }
#status:empty { padding: 0; }
@media (max-width: 32rem) {
  section { padding: 1rem; }
  dd { flex-direction: column; align-items: flex-start; gap: .4rem; }
}
@media print {
  :root { --paper: #fff; --card: #fff; --ink: #000; --quiet: #444; --line: #bbb; --accent: #000; --on-accent: #fff; --value: #fff;
    --warn: #fff; --warn-line: #888; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  section { padding: .8rem; }
  .number { print-color-adjust: exact; }
  h2, h3 { break-after: avoid; }
  dl > div, li { break-inside: avoid; }
  code, dd > code { padding: 0; }
  button, #status { display: none; }
}
`;
