import type { NextStep } from "#config/rules/nextStep.ts";
import { sameText } from "#config/rules/spelling.ts";
import type { Finding, FindingValue, Found, Part, Problem, Subject, System, Verdict } from "./finding.ts";

/** One check, as a table of checks holds it. Pure. */
export interface Check<Expected, Parts> {
  readonly system: System;
  readonly id: string;
  /** What each verdict that it can give means, as the table in docs/verdicts.md says it. */
  readonly verdicts: Meanings<Verdict>;
  readonly judge: (expected: Expected, parts: Parts) => Finding[];
}

type Meanings<Kind extends Verdict> = Readonly<Partial<Record<Kind, string>>>;

/** What a check says of one thing. */
export interface CheckOutcome<Kind extends Verdict = Verdict> {
  verdict: Kind;
  found: Found;
  next: readonly NextStep[];
  /** Which one of several, where only what was read tells which there are. */
  subject?: Subject;
}

type Read<P> = P extends { problem?: undefined; value: infer Value } ? Value : never;

/** What of the parts was read; of the thing that the check is a property of, that it is there. */
type Values<Parts, Name extends keyof Parts, Of> = {
  [Key in Name]: Key extends Of ? NonNullable<Read<Parts[Key]>> : Read<Parts[Key]>;
};

interface Declaration<
  Expected,
  Parts,
  Name extends keyof Parts,
  Peeked extends keyof Parts,
  Of extends keyof Parts,
  Kind extends Verdict,
> {
  id: string;
  /** What each means that it can give, but for `inconclusive` where something could not be read. */
  verdicts: Readonly<Record<Kind, string>>;
  /** The parts that it hangs on: what could not be read makes the check inconclusive. */
  reads: readonly Name[];
  /** Parts that it looks at where they could be read, and does without otherwise. */
  peeks?: readonly Peeked[];
  /** The part that it is a property of: what is gone takes its properties along, and its absence is the only thing worth saying. */
  of?: Of;
  /** Whether there is anything to check. Default: always. */
  when?: (expected: Expected) => boolean;
  /** Each is judged on its own. Default: one thing, the property. */
  subjects?: (expected: Expected) => readonly Subject[];
  judge: (
    values: Values<Parts, Name, Of> & Pick<Parts, Peeked>,
    expected: Expected,
    subject: Subject | undefined,
  ) => CheckOutcome<NoInfer<Kind> | "inconclusive"> | readonly CheckOutcome<NoInfer<Kind> | "inconclusive">[];
}

/**
 * How the checks of one kind are declared. What they say when something could not be read, or when the thing itself is gone, follows
 * from the declaration.
 *
 * @param blind what it means that something could not be read
 */
export const checksOf =
  <Expected, Parts>(system: System, blind: string) =>
  <
    Kind extends Verdict,
    Name extends keyof Parts = never,
    Peeked extends keyof Parts = never,
    Of extends keyof Parts = never,
  >(
    declaration: Declaration<Expected, Parts, Name, Peeked, Of, Kind>,
  ): Check<Expected, Parts> => {
    const { id, verdicts, reads, peeks = [], of, when = () => true, subjects, judge } = declaration;
    const finding = (outcome: CheckOutcome, subject: Subject | undefined): Finding => ({
      system,
      check: id,
      ...(subject ? { subject } : {}),
      ...outcome,
    });
    return {
      system,
      id,
      verdicts: { ...(reads.length > 0 ? { inconclusive: blind } : {}), ...verdicts },
      judge: (expected, parts) => {
        const part = (name: keyof Parts) => parts[name] as Part<unknown>;
        const isGone = of !== undefined && !part(of).problem && part(of).value === undefined;
        if (isGone || !when(expected)) return [];
        const problem = reads.map((name) => part(name).problem).find((one) => one !== undefined);
        const values = Object.fromEntries([
          ...reads.map((name) => [name, part(name).value]),
          ...peeks.map((name) => [name, parts[name]]),
        ]);
        const outcomes = (subject?: Subject) =>
          problem ? [unread(problem)] : [judge(values as never, expected, subject)].flat();
        return (subjects?.(expected) ?? [undefined]).flatMap((subject) =>
          outcomes(subject).map((outcome) => finding(outcome, subject)),
        );
      },
    };
  };

/** Everything that the checks of a table have to say. */
export const judgeAll = <Expected, Parts>(
  checks: readonly Check<Expected, Parts>[],
  expected: Expected,
  parts: Parts,
): Finding[] => checks.flatMap(({ judge }) => judge(expected, parts));

/** The next update puts it right. */
export const UPDATE = { kind: "update" } as const satisfies NextStep;

/** @param page where it is done */
export const byHand = (text: string, page?: string): NextStep => ({
  kind: "person",
  text,
  ...(page ? { page } : {}),
});

export const ok = (expected: FindingValue, actual?: FindingValue): CheckOutcome<"ok"> => ({
  verdict: "ok",
  found: { kind: "same", expected, ...(actual === undefined ? {} : { actual }) },
  next: [],
});

const changed =
  <Kind extends Verdict>(verdict: Kind) =>
  (expected: FindingValue, actual: FindingValue, ...next: readonly NextStep[]): CheckOutcome<Kind> => ({
    verdict,
    found: { kind: "changed", expected, actual },
    next,
  });

export const drift = changed("drift");
export const warn = changed("warn");
export const info = changed("info");

/** What was not read says nothing. */
export const unread = ({ what, next, at }: Problem): CheckOutcome<"inconclusive"> => ({
  verdict: "inconclusive",
  found: { kind: "unreadable", what, ...(at ? { at } : {}) },
  next,
});

/** One value that has to be this one. */
export const equal = <V extends string | boolean>(
  expected: V,
  actual: V,
  ...next: readonly NextStep[]
): CheckOutcome<"ok" | "drift"> =>
  sameText(String(expected), String(actual)) ? ok(expected) : drift(expected, actual, ...next);

/** A list that has to hold exactly these, in whatever order. */
export function exactly(
  expected: readonly string[],
  actual: readonly string[],
  ...next: readonly NextStep[]
): CheckOutcome<"ok" | "drift"> {
  const { missing, unexpected } = compared(expected, actual);
  return missing.length + unexpected.length === 0
    ? ok(expected)
    : { verdict: "drift", found: { kind: "list", expected, missing, unexpected }, next };
}

export const compared = (expected: readonly string[], actual: readonly string[]) => ({
  missing: expected.filter((one) => !actual.some((other) => sameText(one, other))),
  unexpected: actual.filter((one) => !expected.some((other) => sameText(one, other))),
});
