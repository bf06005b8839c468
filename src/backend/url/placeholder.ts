/** True if another tool fills in the text: `${VAR}`, `$VAR`, `$(VAR)`, `{{ var }}`, `<var>`. */
export function hasPlaceholders(text: string): boolean {
  return /\$\{[^{}]+\}|\$[A-Z_][A-Z0-9_]*|\$\([^()]+\)|\{\{[^{}]+\}\}|<[^<>]+>/.test(text);
}

/** True if a text is a reference that a secret tool resolves: vals, 1Password, Vault's webhook, SOPS. */
export function isReference(text: string): boolean {
  return /^(?:vault:|op:\/\/|ref\+|arn:|secretref:|ENC\[)/i.test(text.trim());
}
