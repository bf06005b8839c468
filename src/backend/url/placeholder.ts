/** True if another tool fills in the text: `${VAR}`, `$VAR`, `$(VAR)`, `{{ var }}`, `<var>`. */
export function hasPlaceholders(text: string): boolean {
  return /\$\{[^{}]+\}|\$[A-Z_][A-Z0-9_]*|\$\([^()]+\)|\{\{[^{}]+\}\}|<[^<>]+>/.test(text);
}

/** True if a text is a reference that a secret tool resolves: vals, 1Password, Vault's webhook, SOPS. */
export function isReference(text: string): boolean {
  return /^(?:vault:|op:\/\/|ref\+|arn:|secretref:|ENC\[)/i.test(text.trim());
}

/** Words that say that a value is still to come. */
const MARKERS = new Set(
  'changeme changeit changethis replaceme replacethis setme fixme todo tbd placeholder dummy fake unset filled none null nil undefined change replace fill insert your example xxx'.split(
    ' ',
  ),
);

/** Words that may stand beside them. */
const FILLERS = new Set(
  'me it this that here with by in before use deploy deploying production prod the a an my is to be set not own real actual value values secret string connection conn database db postgres postgresql pg sql url uri dsn value default please now later'.split(
    ' ',
  ),
);

/**
 * True for a text that stands for a value which is still to come: `changeme`, `CHANGE_ME`, `your-database-url`, `xxxx`,
 * `...`. Each of its words has to be known, since any other text may be a password.
 */
export function isPlaceholderWord(text: string): boolean {
  const value = text.trim();
  if (/^(?:[x*?._-]|\u2026)+$/i.test(value)) return true;
  if (value.length > 80 || !/^[a-z _!-]+$/i.test(value)) return false;
  const words = value
    .replaceAll(/([a-z])(?=[A-Z])/g, '$1 ')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
  return (
    words.some((word) => MARKERS.has(word)) && words.every((word) => MARKERS.has(word) || FILLERS.has(word))
  );
}
