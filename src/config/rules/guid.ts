/** Whether a text has the form of a GUID, as all ids of Microsoft's directory have, in either case. */
export const isGuid = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
