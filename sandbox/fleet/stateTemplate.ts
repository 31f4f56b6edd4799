import type { PassphraseProvider } from "./passphrase.ts";
import type { Renaming } from "./renaming.ts";
import { Template } from "./template.ts";

/**
 * A stack's state, of which copies can be made. Encrypted values are opened for it, because the names stand in them as well.
 *
 * @param text content of the state's file
 * @param names all that will be renamed
 * @returns makes the text of a copy, encrypted anew
 */
export function stateTemplate(
  text: string,
  names: Iterable<string>,
  provider: PassphraseProvider,
): (renaming: Renaming) => string {
  const wanted = [...names];
  const parts = text
    .split(/(?<="ciphertext":\s*")(v1:[^"]+)/)
    .map((part, index) => new Template(index % 2 ? provider.decrypt(part) : part, wanted));
  return (renaming) =>
    parts
      .map((part, index) => (index % 2 ? provider.encrypt(part.fill(renaming)) : part.fill(renaming)))
      .join("");
}
