/** `$$`, `$NAME`, `${NAME}`, and with what stands in where there is no value, which may have references itself. */
const REFERENCE =
  /\$(?:\$|(?<bare>[A-Za-z_]\w*)|\{(?<name>[A-Za-z_]\w*)(?:(?<operator>:?[-+?])(?<other>(?:[^{}]|\{[^{}]*\})*))?\})/g;

/** A text of a compose file with its references filled in, as Compose does. */
export function interpolated(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(REFERENCE, (...match) => {
    const { bare, name = bare, operator = '', other = '' } = match.at(-1) as Groups;
    if (name === undefined) return '$';
    const value = variables.get(name);
    const isThere = operator.startsWith(':') ? (value ?? '') !== '' : value !== undefined;
    if (operator.endsWith('+')) return isThere ? interpolated(other, variables) : '';
    if (isThere || !operator.endsWith('-')) return value ?? '';
    return interpolated(other, variables);
  });
}

type Groups = Partial<Record<'bare' | 'name' | 'operator' | 'other', string>>;
