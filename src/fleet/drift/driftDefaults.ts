/** Which tenants the engine's preview looks at besides: those that deviate and a share of the others, all, or none. */
export const ENGINE_TIERS = ["suspects", "all", "none"] as const;
export type EngineTier = (typeof ENGINE_TIERS)[number];

/** HTTP calls in flight to all systems together, unless said otherwise. */
export const IN_FLIGHT = 100;
