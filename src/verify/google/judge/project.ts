import type { Finding } from "#verify/finding.ts";
import type { ExpectedGoogle } from "../expected.ts";
import type { ObservedGoogle } from "../observed.ts";
import { consolePage, finding, judged, ok, UP } from "./check.ts";

/** The project: there, and the one that the client belongs to. */
export const judgeProject = (
  { project, secrets }: ExpectedGoogle,
  { project: part }: ObservedGoogle,
): Finding[] =>
  judged(part, ["project"], ({ number, active }) => {
    const page = consolePage("cloud-resource-manager", project);
    if (!active)
      return [finding("project", "drift", project, "shut down; it can be restored for 30 days", page)];
    const other = secrets.map(({ clientId }) => clientId.split("-")[0]).find((prefix) => prefix !== number);
    if (other !== undefined)
      return [
        finding(
          "project",
          "drift",
          `${project} (number ${number})`,
          `the client belongs to the project number ${other}`,
          "make the client in the right project and import its file, or set google.project",
        ),
      ];
    return [ok("project", project)];
  });

/** The APIs that have to be enabled. */
export const judgeServices = ({ services }: ExpectedGoogle, { services: part }: ObservedGoogle): Finding[] =>
  judged(part, ["services"], (enabled) =>
    services.map((service) =>
      enabled.includes(service)
        ? ok(`service ${service}`, "enabled")
        : finding(`service ${service}`, "drift", "enabled", "disabled", UP),
    ),
  );
