import { z } from "zod";
import { isCalendarDate } from "./rules/dates.ts";

/** What every key of the stack configuration says about itself: shown in errors and in the README. */
export type KeyMeta = {
  /** What is allowed, as the end of a sentence. */
  allowed: string;
  /** A value that would be accepted. */
  example: string;
  /** Whether it may only stand encrypted in the configuration. */
  secret?: true;
  /** Whether errors leave the value out, because somebody may have written a password into it. */
  unshown?: true;
};

export const meta = (
  allowed: string,
  example: string,
  more: Pick<KeyMeta, "secret" | "unshown"> = {},
): KeyMeta => ({
  allowed,
  example,
  ...more,
});

export const textKey = (allowed: string, example: string) => z.string().min(1).meta(meta(allowed, example));

/** An id of Microsoft's directory, in lower case whatever somebody typed. */
export const directoryId = (what: string) =>
  z
    .guid()
    .toLowerCase()
    .meta(meta(`${what}, a GUID`, "00000000-0000-0000-0000-000000000000"));

/** A name that a person typed: some systems type accents as characters of their own. */
export const nameKey = (allowed: string, example: string) =>
  z.string().min(1).normalize("NFC").meta(meta(allowed, example));

export const secret = (allowed: string) =>
  z
    .string()
    .min(1)
    .meta(meta(allowed, "", { secret: true }));

export const flag = (allowed: string) => z.boolean().meta(meta(`true or false: ${allowed}`, "true"));

/** A text that a function finds no fault with; the function's words end the sentence "… is not allowed: it". */
export const checked = (
  problemOf: (text: string) => string | undefined,
  allowed: string,
  example: string,
  more: Parameters<typeof meta>[2] = {},
) =>
  z
    .string()
    .superRefine((given, context) => {
      const problem = problemOf(given);
      if (problem) context.addIssue({ code: "custom", message: problem });
    })
    .meta(meta(allowed, example, more));

// Pulumi reads an unquoted YAML date as an instant, and its command line writes that in another way: all spellings of the same day are accepted.
export const date = z
  .string()
  .transform((given) => given.replace(/(T00:00:00(\.0+)?Z| 00:00:00 \+0000 UTC)$/, ""))
  .refine(isCalendarDate, { message: "is not a date" })
  .meta(meta("a date that exists", "2026-11-23"));

/** A list in which nothing may stand twice; empty by default. */
export const list = <Item extends z.ZodType>(item: Item, allowed: string, example: string) =>
  z
    .array(item)
    .default([])
    .superRefine((items, context) => {
      const texts = items.map((one) => JSON.stringify(one));
      texts.forEach((one, index) => {
        if (texts.indexOf(one) < index)
          context.addIssue({ code: "custom", path: [index], message: "is listed twice" });
      });
    })
    .meta(meta(allowed, example));
