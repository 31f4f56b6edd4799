// What counts where nothing else is said. The schema, the commands' help, the plugin, the sandbox and the tests take it from here.

/** Name of the app registration and of its secrets, and of the Google client. */
export const APPLICATION_NAME = "CID ERP";

/** The lifetime of a client secret in calendar months, which is also the longest that Entra's portal offers. */
export const LIFETIME_MONTHS = 24;

/** Days before its end from which a client secret is to be rotated. */
export const WARN_DAYS = 60;

/** The ERP's module that brings the company tab "OAuth2" and the mail servers' switch. */
export const ERP_MODULE = "auth_oauth2";
