/** Interim. */
export async function accessToken(env: NodeJS.ProcessEnv): Promise<string> {
  return env.GOOGLE_OAUTH_ACCESS_TOKEN ?? "";
}
