import { isUnknown, UNKNOWN, type Value, type Values } from "./plugin.ts";

// Wire constants of the Pulumi engine (sdk/go/common/resource: SigKey, SecretSig, OutputValueSig, Unknown*Value).
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const UNKNOWNS: ReadonlySet<unknown> = new Set([
  UNKNOWN_STRING,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export interface Opened {
  values: Values;
  /** Top-level properties that were secret, or held a secret somewhere inside. */
  secrets: Set<string>;
}

/** Takes secrets and unknowns out of their envelopes. */
export function open(wire: Record<string, unknown>): Opened {
  const secrets = new Set<string>();
  // From entries, because assigning to a key such as "__proto__" would lose it.
  const values = Object.fromEntries<Value>(
    Object.entries(wire).map(([key, value]) => [key, openValue(value, () => secrets.add(key))]),
  );
  return { values, secrets };
}

function openValue(wire: unknown, onSecret: () => void): Value {
  if (UNKNOWNS.has(wire)) return UNKNOWN;
  if (Array.isArray(wire)) return wire.map((item) => openValue(item, onSecret));
  if (wire === null || typeof wire !== "object") return (wire ?? null) as Value;
  const object = wire as Record<string, unknown>;
  if (object[SIGNATURE] === SECRET) {
    onSecret();
    return openValue(object.value, onSecret);
  }
  if (object[SIGNATURE] === OUTPUT) {
    if (object.secret === true) onSecret();
    return "value" in object ? openValue(object.value, onSecret) : UNKNOWN;
  }
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, openValue(value, onSecret)]));
}

/** Puts values back into their envelopes: each property named in `secrets` leaves as a secret. */
export function seal(values: Values, secrets: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => {
        const plain = sealValue(value);
        return [key, secrets.has(key) && value !== null ? { [SIGNATURE]: SECRET, value: plain } : plain];
      }),
  );
}

function sealValue(value: Value): unknown {
  if (isUnknown(value)) return UNKNOWN_STRING;
  if (Array.isArray(value)) return value.map(sealValue);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, sealValue(item)]),
  );
}
