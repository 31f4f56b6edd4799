import { consolePage } from "#config/rules/googleConsole.ts";
import { byHand, drift, ok, UPDATE } from "#verify/check.ts";
import { googleCheck } from "./check.ts";

/** The project: there, the one that the client belongs to, and with the APIs enabled that are needed. */
export const projectChecks = [
  googleCheck({
    id: "project",
    verdicts: { ok: "there, and the client's", drift: "shut down, or the client belongs to another project" },
    reads: ["project"],
    judge: ({ project: { number, active } }, { project, secrets }) => {
      if (!active)
        return drift(
          project,
          "shut down; it can be restored for 30 days",
          byHand(consolePage("cloud-resource-manager", project)),
        );
      const other = secrets.map(({ clientId }) => clientId.split("-")[0]).find((prefix) => prefix !== number);
      return other === undefined
        ? ok(project)
        : drift(
            { text: "{project} (number {number})", project, number },
            { text: "the client belongs to the project number {number}", number: other },
            byHand("make the client in the right project and import its file, or set google.project"),
          );
    },
  }),
  googleCheck({
    id: "services",
    verdicts: { ok: "enabled", drift: "disabled" },
    reads: ["services"],
    judge: ({ services: enabled }, { services }) =>
      services.map((service) => ({
        subject: { kind: "service" as const, id: service },
        ...(enabled.includes(service) ? ok("enabled") : drift("enabled", "disabled", UPDATE)),
      })),
  }),
];
