import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/** Colours on a terminal only, and never with NO_COLOR. */
const paint = (style: Style, text: string): string =>
  process.stdout.isTTY && !process.env.NO_COLOR ? styleText(style, text) : text;

const SYMBOLS: Readonly<Record<string, string>> = { create: "+", update: "~", delete: "-", replace: "±" };

/** Prints the demonstration, one screen a step. */
export class Screen {
  readonly #start = performance.now();
  #step = 0;

  step(title: string, command?: string): void {
    this.#step += 1;
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(0);
    const line = `${this.#step}. ${title}`;
    console.log(
      `\n${paint("bold", line)}${command ? paint("dim", `   $ ${command}`) : ""}${paint("dim", `   [${seconds} s]`)}`,
    );
  }

  operation(op: string, text: string, detail = ""): void {
    const colour = op === "delete" ? "red" : op === "update" ? "yellow" : "green";
    console.log(
      `   ${paint(colour, SYMBOLS[op] ?? "•")} ${text}${detail ? paint("dim", `  ${detail}`) : ""}`,
    );
  }

  say(text: string): void {
    console.log(text.replace(/^/gm, "   "));
  }

  good(text: string): void {
    console.log(`   ${paint("green", "✓")} ${text}`);
  }
}
