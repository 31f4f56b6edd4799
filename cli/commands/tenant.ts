import { Command } from "commander";
import { tenantAdd } from "./tenantAdd.ts";

/** `modern-auth tenant …`: the tenants themselves. */
export const tenant = (): Command =>
  new Command("tenant").description("Add, list, show and remove tenants.").addCommand(tenantAdd());
