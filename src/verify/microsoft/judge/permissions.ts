import { GRAPH_APP_ID } from "#config/rules/permissions.ts";
import type { Finding, Part } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "../expected.ts";
import type { Api, GraphApplication } from "../observed.ts";
import { exactly, judgedIfThere, UP } from "./check.ts";
import { described, keptNames, permissionName } from "./names.ts";

const CHECK = "application.requiredResourceAccess";

/** What the app registration asks for. Graph returns it in any order, which is no drift. */
export const judgePermissions = (
  { permissions, keep }: ExpectedMicrosoft,
  part: Part<GraphApplication | undefined>,
  apis: readonly Api[],
): Finding[] =>
  judgedIfThere(part, [CHECK], ({ requiredResourceAccess = [] }) => {
    const actual = requiredResourceAccess.flatMap(({ resourceAppId, resourceAccess = [] }) =>
      resourceAccess.map(({ id, type }) => permissionName(apis, resourceAppId.toLowerCase(), id, type)),
    );
    // An API without a permission asks for nothing, and yet somebody put it there.
    const empty = requiredResourceAccess.filter(
      ({ resourceAppId, resourceAccess = [] }) =>
        resourceAccess.length === 0 && resourceAppId !== GRAPH_APP_ID,
    );
    return [
      exactly(
        CHECK,
        [...permissions.map(({ name, type }) => described(name, type)), ...keptNames(keep, apis)],
        [...actual, ...empty.map(({ resourceAppId }) => `API ${resourceAppId} without a permission`)],
        UP,
      ),
    ];
  });
