import assert from "node:assert/strict";
import { it } from "node:test";
import { loudSwitches, loudText } from "#config/rules/loudSwitches.ts";

const where = (env: NodeJS.ProcessEnv) =>
  loudSwitches(env, "/tmp/x").map((one) => `${one.name}: ${one.where}`);

it("Every variable that has the engine, a plugin or Node write down secrets is known, with where they would be", () => {
  for (const [name, value, place] of [
    ["PULUMI_DEBUG_GRPC", "/logs/grpc.json", "in the folder /logs"],
    ["PULUMI_OPTION_VERBOSE", "9", "in the folder /tmp/x, readable to everybody on this machine"],
    ["PULUMI_OPTION_TRACING", "file:/logs/up.trace", "in the folder /logs"],
    ["PULUMI_OPTION_TRACING", "https://zipkin.example/api", "at https://zipkin.example/api"],
    ["PULUMI_OPTION_OTEL_TRACES", "file:///logs/up.json", "in the folder /logs"],
    ["PULUMI_OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4317", "at http://localhost:4317"],
    ["PULUMI_LOG_OTLP_ENDPOINT", "https://collector.example", "at https://collector.example"],
    ["PULUMI_OPTION_EVENT_LOG", "/logs/events", "in the folder /logs"],
    ["PULUMI_OPTION_SHOW_SECRETS", "true", "in what is printed"],
    ["PULUMI_OPTION_DEBUG", "1", "in what is printed"],
    ["TF_LOG", "DEBUG", "in what is printed"],
    ["TF_LOG_PROVIDER_AZUREAD", "trace", "in what is printed"],
    ["GODEBUG", "madvdontneed=1,http2debug=2", "in what is printed"],
    ["NODE_DEBUG", "http,child_process", "in what is printed"],
    ["GRPC_TRACE", "all", "in what is printed"],
    ["GOOGLE_SDK_NODE_LOGGING", "*", "in what is printed"],
    ["GOOGLE_SDK_GO_LOGGING_LEVEL", "debug", "in what is printed"],
  ] as const)
    assert.deepEqual(where({ [name]: value }), [`${name}: ${place}`]);
  assert.deepEqual(where({ TF_LOG: "INFO", TF_LOG_PATH: "/logs/tf" }).length, 2);
  assert.match(where({ PULUMI_OPTION_VERBOSE: "9", PULUMI_OPTION_LOGTOSTDERR: "true" })[0] ?? "", /printed$/);
});

it("A variable that writes nothing is no reason to stop", () => {
  const quiet = {
    PULUMI_DEBUG_GRPC: "",
    PULUMI_OPTION_VERBOSE: "0",
    PULUMI_OPTION_SHOW_SECRETS: "false",
    TF_LOG: "off",
    GODEBUG: "madvdontneed=1",
    PULUMI_DEBUG_PROVIDERS: "modernauth:1234",
    PULUMI_STACK: "acme",
  };
  assert.deepEqual(where(quiet), []);
  assert.equal(loudText([]), undefined);
});
