/** Does a text wait for something else to fill it in: `${VAR}`, `$VAR`, `$(VAR)`, `{{ var }}`, `<var>`? */
export function hasPlaceholders(text: string): boolean {
  return /\$\{[^{}]+\}|\$[A-Z_][A-Z0-9_]*|\$\([^()]+\)|\{\{[^{}]+\}\}|<[^<>]+>/.test(text);
}
