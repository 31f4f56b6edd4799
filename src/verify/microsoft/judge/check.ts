import { checksOf } from "#verify/check.ts";
import type { Part } from "#verify/finding.ts";
import type { ExpectedMicrosoft } from "../expected.ts";
import type { Live } from "../live.ts";
import type { Api, ObservedMicrosoft } from "../observed.ts";

/** What checks of the Microsoft part read. */
export interface MicrosoftParts extends Omit<ObservedMicrosoft, "apis"> {
  apis: Part<readonly Api[]>;
}

export const microsoftCheck = checksOf<ExpectedMicrosoft, MicrosoftParts>(
  "microsoft",
  "no answer of Microsoft Graph, no identity, or no right",
);

/** Of what the ERP holds for Microsoft. */
export const microsoftHeldCheck = checksOf<ExpectedMicrosoft, { live: Part<Live> }>(
  "erp",
  "the ERP could not be read or hides it, or Microsoft could not be asked",
);
