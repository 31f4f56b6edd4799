import assert from "node:assert/strict";
import { test } from "node:test";
import { describeWarnings, readToolchain, type Toolchain } from "#sandbox/toolchain/toolchain.ts";

const toolchain: Toolchain = {
  pulumi: "/home/.pulumi/versions/3.259.0/bin/pulumi",
  version: "3.259.0",
  home: "/home/.pulumi",
  plugins: {
    azuread: { kind: "real", version: "6.9.1", path: "/p/pulumi-resource-azuread" },
    gcp: { kind: "stand-in", version: "9.37.0", path: "/s/pulumi-resource-gcp", why: "closed" },
  },
  path: ["/n"],
};

test("an entry reads the toolchain that was prepared for it", () => {
  assert.deepEqual(readToolchain({ ERP_MODERN_AUTH_TOOLCHAIN: JSON.stringify(toolchain) }), toolchain);
});

test("an entry that was started without the toolchain says how to start it", () => {
  assert.throws(
    () => readToolchain({}),
    /ERP_MODERN_AUTH_TOOLCHAIN is not set\. Start this with `node sandbox\/toolchain\/run\.mjs/,
  );
});

test("a toolchain of another form is refused", () => {
  const other = JSON.stringify({ ...toolchain, plugins: { azuread: toolchain.plugins.azuread } });
  assert.throws(() => readToolchain({ ERP_MODERN_AUTH_TOOLCHAIN: other }), /gcp/);
});

test("the engine's warning is explained for each plugin that it names: the real one is not called a stand-in", () => {
  const [azuread, gcp] = ["azuread", "gcp"].map((name) => `"using pulumi-resource-${name} from $PATH" is`);
  const mixed = { ...toolchain, path: ["/p", "/s", "/n"] };
  assert.equal(describeWarnings(mixed), `${azuread} the real plugin 6.9.1, ${gcp} the stand-in`);
  const standIns = { azuread: { ...toolchain.plugins.gcp, path: "/s/x" }, gcp: toolchain.plugins.gcp };
  assert.equal(
    describeWarnings({ ...mixed, plugins: standIns }),
    `${azuread} the stand-in, ${gcp} the stand-in`,
  );
  assert.equal(describeWarnings(toolchain), "");
});
