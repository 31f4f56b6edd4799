import { Command } from "commander";
import { authorize } from "./erpAuthorize.ts";
import { discover } from "./erpDiscover.ts";
import { status } from "./erpStatus.ts";
import { testMail } from "./erpTestMail.ts";

/** `modern-auth erp`: a tenant's ERP, beside `pulumi up`. */
export const erp = (): Command =>
  new Command("erp")
    .description("A tenant's ERP: what its fields are called, and what a person has to do in it.")
    .addCommand(discover())
    .addCommand(authorize())
    .addCommand(testMail())
    .addCommand(status());
