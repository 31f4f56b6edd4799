/** Whether an ERP can take a text for one mail address; it may be of a domain without a top level, as test systems have. */
export const isMailAddress = (text: unknown): text is string =>
  typeof text === "string" && /^[^\s@<>]+@[^\s@<>]+$/.test(text);
