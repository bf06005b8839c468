/** A .gitignore with a line for each folder that it does not ignore yet; all that stands there stays. */
export function addIgnoredFolders(text: string, folders: readonly string[]): string {
  const eol = /\r\n|\n/.exec(text)?.[0] ?? '\n';
  const missing = folders.filter((folder) => !ignores(text, folder)).map((folder) => `${folder}/${eol}`);
  if (missing.length === 0) return text;
  const isAtLineStart = /^\uFEFF?$|\n$/.test(text);
  return `${text}${isAtLineStart ? '' : eol}${missing.join('')}`;
}

/** As git reads it: the last line that is about the folder counts. */
function ignores(text: string, folder: string): boolean {
  const rules = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => /^(!?)(?:\/|\*\*\/)?(.*?)\/?\s*$/.exec(line))
    .filter((rule) => rule?.[2] === folder);
  return rules.length > 0 && rules.at(-1)?.[1] === '';
}
