import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeAuthError } from "#clients/google/authError.ts";
import { encodeAuthError } from "#sandbox/emulators/google/authError.ts";

test("an authError written by hand from the wire format is decoded", () => {
  const bytes = [
    ...[0x0a, 0x15, ...Buffer.from("redirect_uri_mismatch")],
    ...[0x12, 0x02, ...Buffer.from("No")],
    ...[0x20, 0x90, 0x03],
    ...[0x2a, 0x06, 0x0a, 0x01, 0x6b, 0x12, 0x01, 0x76],
  ];
  assert.deepEqual(decodeAuthError(Buffer.from(bytes).toString("base64url")), {
    code: "redirect_uri_mismatch",
    message: "No",
    status: 400,
    params: { k: "v" },
  });
});

test("what the emulator encodes the client decodes, for any text", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 300 });
  fc.assert(
    fc.property(
      fc.record(
        {
          code: fc.stringMatching(/^[a-z][a-z_]{0,40}$/),
          message: text,
          status: fc.integer({ min: 0, max: 999 }),
          params: fc.dictionary(
            text.filter((key) => key !== "__proto__"),
            text,
            { noNullPrototype: true },
          ),
        },
        { noNullPrototype: true },
      ),
      (error) => {
        assert.deepEqual(decodeAuthError(encodeAuthError({ docUrl: "https://x.example", ...error })), error);
      },
    ),
  );
});

test("no input makes the decoder throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.string(), (bytes, text) => {
      decodeAuthError(Buffer.from(bytes).toString("base64url"));
      decodeAuthError(text);
    }),
  );
  assert.equal(decodeAuthError(""), undefined);
});

test("a message that was cut off is not half believed", () => {
  const whole = Buffer.from(
    encodeAuthError({ code: "redirect_uri_mismatch", message: "No", status: 400, params: { k: "v" } }),
    "base64url",
  );
  const ends = [7, whole.length - 1, whole.length - 4];
  for (const end of ends) {
    assert.equal(decodeAuthError(whole.subarray(0, end).toString("base64url")), undefined, String(end));
  }
});
