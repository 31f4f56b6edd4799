/**
 * A text as PowerShell takes it for one word. It also ends a string at typographic quotes, so each of them is doubled as well.
 *
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export const powerShellWord = (text: string): string =>
  /^\w[\w.@+-]*$/.test(text) ? text : powerShellString(text);

/** A text as a string of PowerShell in single quotes, in which nothing is expanded. */
export const powerShellString = (text: string): string => `'${text.replace(/['‘’‚‛]/g, "$&$&")}'`;
