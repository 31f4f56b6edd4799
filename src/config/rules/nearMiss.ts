/**
 * In which way a text just fails to be the one that is wanted, as the rest of a sentence about it; undefined where it is that very text,
 * or another one altogether. For names and for addresses. Pure.
 */
export const nearMiss = (wanted: string, found: string): string | undefined =>
  wanted === found ? undefined : (addressMiss(wanted, found) ?? nameMiss(wanted, found));

/** The one of several that just fails to be the wanted text, with how; undefined where none or more than one does. */
export function nearest<Candidate>(
  wanted: string,
  candidates: readonly Candidate[],
  textOf: (candidate: Candidate) => string,
): { candidate: Candidate; miss: string } | undefined {
  const [only, ...others] = candidates.flatMap((candidate) => {
    const miss = nearMiss(wanted, textOf(candidate));
    return miss ? [{ candidate, miss }] : [];
  });
  return others.length === 0 ? only : undefined;
}

/** What people do not see in a name: how each kind is undone, and what it is called. */
const UNSEEN: readonly (readonly [called: string, undo: (text: string) => string])[] = [
  ["Unicode form (NFC or NFD)", (text) => text.normalize("NFC")],
  ["invisible characters", (text) => text.replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, "")],
  ["the kind of blanks, such as a no-break space", (text) => text.replace(/\s/gu, " ")],
  ["blanks at its ends", (text) => text.trim()],
  ["the number of blanks", (text) => text.replace(/(?<=\S) +(?=\S)/gu, " ")],
  [
    "the kind of quotation marks or dashes",
    (text) =>
      text
        .replace(/[‘’ʼ´`]/g, "'")
        .replace(/[“”«»]/g, '"')
        .replace(/[‐‑–—−]/g, "-"),
  ],
  ["upper and lower case", (text) => text.toLowerCase()],
];
const ACCENTS = [
  "accents",
  (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC"),
] as const;

function nameMiss(wanted: string, found: string): string | undefined {
  const kinds = [UNSEEN, [...UNSEEN, ACCENTS]].find((some) => undone(some, wanted) === undone(some, found));
  if (!kinds || undone(kinds, wanted).trim() === "") return undefined;
  const needed = kinds.filter((one) => {
    const others = kinds.filter((other) => other !== one);
    return undone(others, wanted) !== undone(others, found);
  });
  return `differs in ${needed.map(([called]) => called).join(", and in ") || "how it is written"}: ${firstDifference(wanted, found)}`;
}

const undone = (kinds: typeof UNSEEN, text: string): string =>
  kinds.reduce((done, [, undo]) => undo(done), text);

/** "its character 2 is U+0065, not U+00E9" */
function firstDifference(wanted: string, found: string): string {
  const [here, there] = [[...found], [...wanted]];
  const at = here.findIndex((character, index) => character !== there[index]);
  const place = at < 0 ? here.length : at;
  return `its character ${place + 1} is ${codePoint(here[place])}, not ${codePoint(there[place])}`;
}

const codePoint = (character: string | undefined): string =>
  character === undefined
    ? "none"
    : `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

function addressMiss(wanted: string, found: string): string | undefined {
  if (![wanted, found].every((text) => /^\s*https?:/i.test(text) && URL.canParse(text))) return undefined;
  if (found.trim() === wanted) return "has a space around it";
  const [a, b] = [new URL(wanted), new URL(found)];
  if (a.href === b.href) return spellingMiss(wanted, found);
  const samePath = a.pathname === b.pathname && a.search === b.search && a.hash === b.hash;
  if (a.hostname === b.hostname && samePath && a.protocol !== b.protocol)
    return `has ${b.protocol}//, not ${a.protocol}//`;
  if (a.protocol !== b.protocol) return undefined;
  if (samePath && a.host !== b.host)
    return a.hostname === b.hostname ? "has another port" : `has another host: ${b.host}, not ${a.host}`;
  if (a.host !== b.host) return undefined;
  if (`${a.pathname}/` === b.pathname) return "has a trailing slash";
  if (a.pathname === `${b.pathname}/`) return "lacks the trailing slash";
  if (a.pathname === b.pathname) return "has something behind the path";
  if (a.pathname.toLowerCase() === b.pathname.toLowerCase()) return "differs in upper and lower case";
  return `has another path: ${b.pathname}, not ${a.pathname}`;
}

/** Two spellings of one address, which Microsoft and Google compare letter by letter. */
function spellingMiss(wanted: string, found: string): string {
  const [a, b] = [writtenHost(wanted), writtenHost(found)];
  const ways = [
    ...(a.name === b.name ? [] : [`writes the host ${b.name}, not ${a.name}`]),
    ...(a.port === b.port ? [] : [b.port ? `names the port ${b.port}` : `lacks the port ${a.port}`]),
  ];
  return ways.join(", and ") || "is another spelling of the same address";
}

/** Host and port as they are written. */
function writtenHost(address: string): { name: string; port: string } {
  const [, name = "", port = ""] =
    /^\s*\w+:[/\\]*(?:[^/\\?#]*@)?([^/\\?#]*?)(:\d*)?(?:[/\\?#]|\s*$)/.exec(address) ?? [];
  return { name, port };
}
