/** How many tenants a wave takes: a number of them, or a share of all. */
export type WaveSize = { count: number } | { percent: number };

/**
 * @param text such as "1,10,100%"
 * @throws Error with what is allowed
 */
export function parseWaves(text: string): WaveSize[] {
  return text.split(",").map((size) => {
    const [, digits, percent] = /^\s*(\d+)(%?)\s*$/.exec(size) ?? [];
    const number = Number(digits);
    if (!(number >= 1) || (percent && number > 100))
      throw new Error(
        `"${size}" is not allowed; sizes such as 1,10,100%: numbers of tenants from 1 on, or shares of all from 1% to 100%.`,
      );
    return percent ? { percent: number } : { count: number };
  });
}

/** The same as text again. */
export const wavesText = (sizes: readonly WaveSize[]): string =>
  sizes.map((size) => ("count" in size ? `${size.count}` : `${size.percent}%`)).join(",");

/** The waves of a fleet, in order. The last size holds for all further ones; without a size there is one wave. */
export function cutWaves<T>(tenants: readonly T[], sizes: readonly WaveSize[]): T[][] {
  const waves: T[][] = [];
  for (let from = 0, wave = 0; from < tenants.length; wave += 1) {
    const size = sizes[Math.min(wave, sizes.length - 1)] ?? { percent: 100 };
    const count = "count" in size ? size.count : Math.ceil((tenants.length * size.percent) / 100);
    waves.push(tenants.slice(from, from + count));
    from += count;
  }
  return waves;
}
