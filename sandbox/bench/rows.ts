/** One line of docs/benchmarks.md. */
export interface Row {
  what: string;
  measured: string;
  /** What it should be; empty where nothing was asked for. */
  wished: string;
  /** Whether it is so; undefined where nothing was asked for. */
  met?: boolean;
}

/** One part of the benchmarks. */
export interface Part {
  title: string;
  /** How it was measured. */
  method: string;
  rows: readonly Row[];
}

export const fixed = (value: number, digits = 1): string => value.toFixed(digits);

/** @param value what was measured @param most what it may be */
export const atMost = (what: string, value: number, most: number, unit: string): Row => ({
  what,
  measured: `${fixed(value, value < 10 ? 2 : 1)} ${unit}`,
  wished: `at most ${most} ${unit}`,
  met: value <= most,
});

export const told = (what: string, measured: string): Row => ({ what, measured, wished: "" });
