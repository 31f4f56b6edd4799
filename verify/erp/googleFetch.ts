import { connect } from "../../clients/erp/connect.ts";
import { discoverUseOAuth2 } from "../../clients/erp/discovery.ts";
import { readFetches } from "../../clients/erp/servers.ts";
import { type CalendarDate, isCalendarDate } from "../../config/dates.ts";
import { systemOfHost } from "../../config/mailSystems.ts";
import type { Part } from "../finding.ts";
import { AT_VENDOR, type ErpAccess, unreadable } from "./held.ts";

/**
 * The day on which the ERP last fetched mail from Google by OAuth2; undefined when it never did. Never throws.
 *
 * @param access absent where the vendor alone has it
 */
export async function lastGoogleFetch(
  access: ErpAccess | undefined,
): Promise<Part<CalendarDate | undefined>> {
  if (!access) return { problem: AT_VENDOR };
  const { incomingUse } = access;
  try {
    const client = await connect(access);
    const use = await discoverUseOAuth2(client, "incoming", incomingUse ? { override: incomingUse } : {});
    const days = (await readFetches(client, use))
      .filter(({ host }) => systemOfHost(host) === "google")
      .map(({ last = "" }) => last.slice(0, 10))
      .filter(isCalendarDate);
    return { value: days.toSorted().at(-1) };
  } catch (error) {
    return { problem: unreadable(error) };
  }
}
