/** An expression that GitHub evaluates. */
export const expression = (text: string): string => `\${{ ${text} }}`;
