/** The languages that pages and letters speak. */
export const LANGUAGES = ["fr", "en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The language that the environment asks for, as far as it is one of them: "de_CH.UTF-8" is German. */
export function languageOf({ LC_ALL, LANG }: NodeJS.ProcessEnv): Language {
  const [asked] = (LC_ALL || LANG || "").toLowerCase().split(/[_.@-]/);
  return LANGUAGES.find((language) => language === asked) ?? "en";
}
