import { registerHooks } from "node:module";

// GitHub's parser imports its own schema without saying that it is JSON, which only bundlers take.
registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith(".min.json") ? { ...context, importAttributes: { type: "json" } } : context),
});
const { parseWorkflow, NoOperationTraceWriter } = await import("@actions/workflow-parser");
const { parseAction } = await import("@actions/workflow-parser/actions/action-parser");

/** What GitHub has to say against a workflow, or an action, of this content. */
export function githubProblems(path: string, content: string): string[] {
  const parse = path.endsWith("/action.yml") ? parseAction : parseWorkflow;
  const { context } = parse({ name: path, content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}
