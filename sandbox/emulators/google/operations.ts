import { randomUUID } from "node:crypto";
import { findProject, type Operation, type Project, type ServiceState } from "./state.ts";
import type { World } from "./world.ts";

const typePrefix = "type.googleapis.com/google.api.serviceusage.v1.";

/** Starts what a write of Service Usage asks for, and answers the operation. */
export function startOperation(
  world: World,
  asked: Pick<Operation, "verb" | "projectId" | "services">,
): object {
  const { operations, settings } = world.google.state;
  const name = `operations/acf.p2-1-${randomUUID()}`;
  const operation: Operation = { ...asked, pollsLeft: settings.operationPolls, applied: false };
  operations[name] = operation;
  return operationView(world, name, operation);
}

/** An operation as it is now; it takes effect with the answer that calls it done. */
export function operationView(world: World, name: string, operation: Operation): object {
  if (operation.pollsLeft > 0) return { name };
  if (!operation.applied) apply(world, operation);
  // Reading a finished operation again must not undo what happened since.
  operation.applied = true;
  return { name, done: true, response: responseOf(world, operation) };
}

/** The state of a service that a reader sees; an enabled one may take a few reads to appear. */
export function visibleState(world: World, project: Project, service: string): ServiceState {
  const now = world.google.state.services[project.projectId]?.[service] ?? "DISABLED";
  if (now === "DISABLED") return now;
  return world.google.faults.hidden(`service:${project.projectId}/${service}`) ? "DISABLED" : now;
}

function apply(world: World, operation: Operation): void {
  const { services } = world.google.state;
  const wanted: ServiceState = operation.verb === "disable" ? "DISABLED" : "ENABLED";
  services[operation.projectId] ??= {};
  const ofProject = services[operation.projectId] ?? {};
  for (const service of operation.services) {
    if (wanted === "ENABLED" && ofProject[service] !== "ENABLED") {
      world.google.faults.created(`service:${operation.projectId}/${service}`);
    }
    ofProject[service] = wanted;
  }
}

function responseOf(world: World, operation: Operation): object {
  const project = findProject(world.google.state, operation.projectId);
  const parent = `projects/${project?.projectNumber}`;
  const state: ServiceState = operation.verb === "disable" ? "DISABLED" : "ENABLED";
  const views = operation.services.map((name) => ({
    name: `${parent}/services/${name}`,
    parent,
    state,
    config: { name, title: name },
  }));
  const type = `${operation.verb[0]?.toUpperCase()}${operation.verb.slice(1)}`;
  return operation.verb === "batchEnable"
    ? { "@type": `${typePrefix}${type}ServicesResponse`, services: views }
    : { "@type": `${typePrefix}${type}ServiceResponse`, service: views[0] };
}
