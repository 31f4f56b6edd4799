import type { CalendarDate } from "#config/rules/dates.ts";

/** A clock that can be put forward, for an emulator in this process and for the command line. */
export class Clock {
  #offset = 0;

  readonly now = (): Date => new Date(Date.now() + this.#offset);

  /** From now on it is noon of this day; without a day it is the real time again. */
  put(day?: CalendarDate): void {
    this.#offset = day ? Date.parse(`${day}T12:00:00Z`) - Date.now() : 0;
  }

  /** Environment under which a Node process believes the same. */
  get env(): { NODE_OPTIONS: string } {
    const code = `
      const Real = Date;
      globalThis.Date = class extends Real {
        constructor(...given) { given.length > 0 ? super(...given) : super(Real.now() + ${this.#offset}); }
        static now() { return Real.now() + ${this.#offset}; }
      };`;
    return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
  }
}
