/** What was typed cannot be meant. Ends the program with exit code 2, and says so to people only. */
export class WrongUsage extends Error {}
