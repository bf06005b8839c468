import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** A fenced example of a document: `ts` is compiled, `sh` is run, `console` is run where there is a Kubernetes. */
export interface Example {
  readonly document: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

/** Every example of the README and of docs/, in their order. */
export function examples(language: string): Example[] {
  const documents = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)];
  return documents.flatMap((document) => {
    const text = readFileSync(join(ROOT, document), 'utf8');
    return [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)]
      .map((match) => ({
        document,
        line: text.slice(0, match.index).split('\n').length,
        language: match[1] ?? '',
        text: match[2] ?? '',
      }))
      .filter((example) => example.language === language);
  });
}
