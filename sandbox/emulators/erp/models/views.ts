import { formOf } from "../forms.ts";
import { ofModel, ofRecords } from "../methods.ts";
import type { ErpState } from "../options.ts";
import { demand } from "../rights.ts";
import { type Call, type Model, on } from "../schema.ts";
import type { Value } from "../values.ts";
import { combinedForm } from "../views.ts";
import { field, model } from "./common.ts";

function defaultView(call: Call): Value {
  demand(call, "read");
  const { model: name = "", view_type: type } = call.args;
  return type === "form" && call.world.models.has(String(name))
    ? formOf(on(call, String(name))).viewId
    : false;
}

/** The views of 14, as far as they lead to a form: over XML-RPC there is no other way to one. */
export function viewModel({ flavour }: ErpState): Model {
  return model(flavour, {
    name: "ir.ui.view",
    description: ["View", "Vue"],
    access: ["settings", "settings"],
    fields: [field("model", "char", ["Model", "Modèle"])],
    methods: [
      ["default_view", ofModel(["model", "view_type"], defaultView)],
      [
        "read_combined",
        ofRecords(["fields?"], (call) => {
          demand(call, "read");
          return combinedForm(call);
        }),
      ],
    ],
  });
}
