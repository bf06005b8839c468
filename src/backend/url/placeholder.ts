/** Does a text wait for something else to fill it in: `${VAR}`, `$VAR`, `$(VAR)`, `{{ var }}`, `<var>`? */
export function hasPlaceholders(text: string): boolean {
  return /\$\{[^{}]+\}|\$[A-Z_][A-Z0-9_]*|\$\([^()]+\)|\{\{[^{}]+\}\}|<[^<>]+>/.test(text);
}

/** Does a text name a secret that somebody else looks up, as vals, 1Password, Vault's webhook and SOPS have it? */
export function isReference(text: string): boolean {
  return /^(?:vault:|op:\/\/|ref\+|arn:|secretref:|ENC\[)/i.test(text.trim());
}
