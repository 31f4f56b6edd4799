import { Command } from "commander";
import { discover } from "./erpDiscover.ts";

/** `modern-auth erp`: a tenant's ERP, beside `pulumi up`. */
export const erp = (): Command =>
  new Command("erp")
    .description("A tenant's ERP: what its fields are called, and what a person has to do in it.")
    .addCommand(discover());
