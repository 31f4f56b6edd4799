import { createLogUpdate } from "log-update";
import { print, terminalText } from "../forms/terminal.ts";
import type { TenantResult } from "../results/result.ts";
import { endedLine, frame, type Running, type Totals, tail } from "./progressText.ts";

const REDRAW_MS = 200;

/** Tells on standard error how a run over many tenants goes on. */
export interface Progress {
  began: (tenant: string) => void;
  said: (tenant: string, line: string) => void;
  /** @param output what the tenant's command printed; its end is shown where it failed */
  ended: (result: TenantResult, output: string) => void;
  /** What concerns the whole run. */
  note: (text: string) => void;
  close: () => void;
}

/**
 * On a terminal a picture that moves; elsewhere, and in CI, a line for each tenant that has ended.
 *
 * @param all number of tenants @param earlier those of them that are done already
 */
export function createProgress(command: string, all: number, earlier: readonly TenantResult[]): Progress {
  const totals = { command, all, ended: [...earlier], earlier: earlier.length };
  return process.stderr.isTTY && !process.env.CI ? onTerminal(totals) : inLines(totals);
}

type Growing = Omit<Totals, "ended"> & { ended: TenantResult[] };

function inLines(totals: Growing): Progress {
  const tell = (line: string): void => print(process.stderr, `${line}\n`);
  return {
    began: () => {},
    said: () => {},
    ended: (result, output) => {
      totals.ended.push(result);
      tell(endedLine(totals, result));
      if (result.outcome === "failed") tail(output).forEach(tell);
    },
    note: tell,
    close: () => {},
  };
}

function onTerminal(totals: Growing): Progress {
  const { stderr } = process;
  const picture = createLogUpdate(stderr);
  const running = new Map<string, Running>();
  const began = Date.now();
  const draw = (): void =>
    picture(
      terminalText(frame(totals, [...running.values()], { now: Date.now(), began }, stderr.columns || 80)),
    );
  const timer = setInterval(draw, REDRAW_MS);
  const note = (text: string): void => {
    picture.clear();
    print(stderr, `${text}\n`);
    draw();
  };
  return {
    began: (tenant) => running.set(tenant, { tenant, since: Date.now(), said: "" }),
    said: (tenant, line) => {
      const one = running.get(tenant);
      // The engine counts seconds in lines of their own, which say nothing else.
      if (one && line.trim() !== "" && !line.startsWith("@ ")) one.said = line.trim();
    },
    ended: (result, output) => {
      running.delete(result.tenant);
      totals.ended.push(result);
      if (result.outcome === "ok") return;
      note([endedLine(totals, result), ...(result.outcome === "failed" ? tail(output) : [])].join("\n"));
    },
    note,
    close: () => {
      clearInterval(timer);
      picture.clear();
    },
  };
}
