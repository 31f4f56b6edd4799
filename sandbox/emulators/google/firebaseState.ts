/** A project that Firebase was added to; nothing takes it away again. */
export interface FirebaseProject {
  /** By app id, such as `1:123456789012:web:1f0c…`. */
  webApps: Record<string, WebApp>;
  /** Host names that may start a sign-in through Firebase. */
  authorizedDomains: string[];
}

export interface WebApp {
  displayName: string;
  /** A removed app can be restored for 30 days, unless it was removed at once. */
  state: "ACTIVE" | "DELETED";
}

/** With which OAuth client people sign in through Identity Platform. */
export interface IdpConfig {
  enabled: boolean;
  clientId: string;
  clientSecret: string;
}
