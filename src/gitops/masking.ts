import { isScalar, parseAllDocuments, visit, type Document } from 'yaml';

/** What stands for a secret wherever a plan is shown. */
const MASK = '********';

/**
 * A text as it may be shown: without the values of Secrets, and without the passwords of URLs. Where a file
 * cannot be read, nothing of it is shown.
 */
export function maskSecrets(text: string, side: 'before' | 'after'): string {
  return withoutUrlPasswords(mentionsSecret(text) ? maskManifests(text, side) : text);
}

/** Comments of such a file may say what its values are, so only the lines that change are shown. */
export function mentionsSecret(text: string): boolean {
  return /^\s*(?:-\s+)?["']?kind["']?:\s*["']?(?:Secret|List)\b/m.test(text);
}

function withoutUrlPasswords(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]*:\/\/[^\s:/@"']*:)[^\s"']*@/gi, `$1${MASK}@`);
}

function maskManifests(text: string, side: string): string {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return MASK;
  const ranges = documents.flatMap((document) =>
    document.errors.length > 0 ? [[0, text.length] as const] : valueRanges(document),
  );
  return ranges
    .sort(([a], [b]) => b - a)
    .reduce((masked, [from, to]) => {
      const lineBreaks = text.slice(from, to).match(/\n/g)?.length ?? 0;
      return `${masked.slice(0, from)}${MASK} (${side})${'\n'.repeat(lineBreaks)}${masked.slice(to)}`;
    }, text);
}

/** Where the values under `data` and `stringData` stand. */
function valueRanges(document: Document): (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  visit(document, {
    Pair(_, pair) {
      if (!isScalar(pair.key) || !['data', 'stringData'].includes(String(pair.key.value))) return undefined;
      visit(pair.value as Document, {
        Pair(__, entry) {
          const value = isScalar(entry.value) ? entry.value.range : undefined;
          if (value) ranges.push([value[0], value[1]]);
        },
      });
      return visit.SKIP;
    },
  });
  return ranges;
}
