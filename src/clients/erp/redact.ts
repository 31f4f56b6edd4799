/** Marks tried in turn: the first that shares no character with any secret, so that no secret can be formed around it. */
const MARKS = ["***", "[…]", "(hidden)", "▒▒▒"];

/**
 * Replaces every occurrence of every secret, overlapping ones too, and of the spellings that a secret takes in JSON,
 * URLs, HTML, Python texts and base64. Apply it before a text is cut, or half a secret may remain.
 */
export function redact(text: string, secrets: Iterable<string>): string {
  const needles = [...new Set([...secrets].flatMap(spellings))];
  if (needles.length === 0) return text;
  const mark = MARKS.find((candidate) => !needles.some((needle) => shareCharacter(candidate, needle)));
  let result = replaceAll(text, needles, mark ?? "");
  // Without a mark the two sides of a gap may meet and form a secret again; each round makes the text shorter.
  while (mark === undefined && needles.some((needle) => result.includes(needle))) {
    result = replaceAll(result, needles, "");
  }
  return result;
}

/** Every way in which servers and libraries are known to write a secret back. */
function spellings(secret: string): string[] {
  if (secret === "") return [];
  const json = JSON.stringify(secret).slice(1, -1);
  const forms = [
    secret,
    json,
    json.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`),
    secret.replace(/[\\']/g, "\\$&"),
    secret.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;"),
    Buffer.from(secret).toString("base64"),
    new URLSearchParams([["", secret]]).toString().slice(1),
    encodeURIComponent(secret.toWellFormed()),
  ];
  return forms.filter((form) => form !== "");
}

function replaceAll(text: string, needles: readonly string[], mark: string): string {
  const found = needles.flatMap((needle) => occurrences(text, needle)).sort((a, b) => a.start - b.start);
  let result = "";
  let end = 0;
  let covered = false;
  for (const span of found) {
    if (covered && span.start <= end) {
      end = Math.max(end, span.end);
      continue;
    }
    result += (covered ? mark : "") + text.slice(end, span.start);
    end = span.end;
    covered = true;
  }
  return result + (covered ? mark : "") + text.slice(end);
}

function occurrences(text: string, needle: string): { start: number; end: number }[] {
  const spans = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    spans.push({ start: at, end: at + needle.length });
  }
  return spans;
}

function shareCharacter(a: string, b: string): boolean {
  return [...a].some((character) => b.includes(character));
}
