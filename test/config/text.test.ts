import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { decodedText, ENCODINGS, type Encoding, UndecodableText } from "#config/text.ts";

const ALL_1252 = new TextDecoder("windows-1252").decode(Uint8Array.from({ length: 255 }, (_, at) => at + 1));
const USED_1252 = [...ALL_1252].filter((character) => !/[\u0080-\u009f]/.test(character));

/** As somebody's editor would write it. */
function encoded(text: string, encoding: Encoding | "utf-16be"): Uint8Array {
  if (encoding === "windows-1252")
    return Uint8Array.from(text, (character) => ALL_1252.indexOf(character) + 1);
  const bytes = Buffer.from(text, encoding === "utf-8" ? "utf8" : "utf16le");
  return encoding === "utf-16be" ? bytes.swap16() : bytes;
}

const refusal = (bytes: Uint8Array, encoding?: Encoding): string => {
  try {
    return `accepted: ${decodedText(bytes, { name: "acme.csv", encoding })}`;
  } catch (error) {
    assert.ok(error instanceof UndecodableText);
    return error.message;
  }
};
const read = (bytes: Uint8Array, encoding?: Encoding) => decodedText(bytes, { name: "acme.csv", encoding });

const anyText = fc.string({ unit: "grapheme" }).filter((text) => !/[\0\ufeff]/.test(text));

it("A text comes back from its bytes as it was, in each encoding that its mark names", () => {
  fc.assert(
    fc.property(anyText, fc.constantFrom("utf-8", "utf-16le", "utf-16be" as const), (text, encoding) =>
      assert.equal(read(encoded(`\ufeff${text}`, encoding)), text),
    ),
  );
  fc.assert(fc.property(anyText, (text) => assert.equal(read(encoded(text, "utf-8")), text)));
});

it("A text comes back from its bytes as it was, or is refused, in the encoding that somebody says: no other text ever does", () => {
  const latin = fc.string({ unit: fc.constantFrom(...USED_1252) });
  fc.assert(
    fc.property(
      latin,
      fc.constantFrom(...ENCODINGS),
      fc.constantFrom(...ENCODINGS),
      (text, written, said) => {
        const answer = refusal(encoded(text, written), said);
        const isRight = answer === `accepted: ${text}`;
        // One byte a character can be valid UTF-8 by chance, and a few characters of UTF-16 as well.
        assert.ok(
          isRight || answer.startsWith("acme.csv: ") || text.length < 3 || written === "windows-1252",
          answer,
        );
      },
    ),
  );
});

it("A text in another encoding is refused with the line, and with what it probably is, and without a word of what stands there", () => {
  const text = "name;password\r\nacme;pässwörd\r\n";
  const cases: [Uint8Array, Encoding | undefined, RegExp][] = [
    [
      encoded(text, "windows-1252"),
      undefined,
      /^acme\.csv: line 2 is not UTF-8; it is probably Windows-1252/,
    ],
    [encoded(text.replaceAll("\r\n", "\r"), "windows-1252"), undefined, /line 2 is not UTF-8/],
    [encoded(text, "utf-16le"), undefined, /line 1 is not UTF-8; it is probably UTF-16/],
    [encoded(text, "utf-8"), "windows-1252", /it is UTF-8, and not Windows-1252/],
    [encoded(text, "utf-8"), "utf-16le", /is not UTF-16|it is UTF-8/],
    [encoded("name;password", "utf-8"), "utf-16le", /is not UTF-16|it is UTF-8/],
    [encoded(`\ufeff${text}`, "utf-16le"), "windows-1252", /begins as UTF-16 \(little endian\) does/],
    [encoded(text, "utf-16le"), "windows-1252", /is not Windows-1252/],
    [
      Buffer.concat([encoded(text, "windows-1252"), Uint8Array.of(0x81)]),
      "windows-1252",
      /line 3 is not Windows-1252/,
    ],
    [encoded(text, "utf-8").subarray(0, 22), undefined, /line 2 is not UTF-8/],
    [encoded(`\ufeff${text}`, "utf-16le").subarray(0, 41), undefined, /line 2 is not UTF-16/],
  ];
  for (const [bytes, encoding, expected] of cases) {
    assert.match(refusal(bytes, encoding), expected);
    assert.doesNotMatch(refusal(bytes, encoding), /p.{0,3}ssw/);
  }
  assert.equal(read(encoded(text, "windows-1252"), "windows-1252"), text);
  assert.equal(read(encoded(text, "utf-16le"), "utf-16le"), text);
});
