/** Among many tenants a command must say whose it is: copied as it is, it would change whichever stack is selected. */
export const ofStack = (fix: string, tenant: string): string =>
  fix.includes("--stack")
    ? fix
    : fix.replace(/pulumi (?:config [a-z-]+|up|preview)\b/g, `$& --stack ${tenant}`);
