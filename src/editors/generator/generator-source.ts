import { readEnvFile } from './env-file';
import type { Notice } from '../../text/refusal';
import { described, GeneratorFile, type Generator, type GeneratorKind } from './generator-file';

/** Which value: its key, and what narrows down the generator where a kustomization has several. */
export interface GeneratorSelector {
  readonly key: string;
  readonly kind?: GeneratorKind;
  readonly name?: string;
  readonly namespace?: string;
}

/** Where a generator has a key from: a literal, a line of an env file, or a whole file. */
export type KeySource =
  | { readonly from: 'literal'; readonly line: number }
  | { readonly from: 'env' | 'file'; readonly path: string };

/** The text of a file that a kustomization names, relative to it; undefined where there is none. */
export type ReadFile = (path: string) => string | undefined;

/** Where a kustomization has a key from, and what else of it reads that file. @throws Refusal where that is not one place */
export function findKeySource(
  text: string,
  selector: GeneratorSelector,
  path: string,
  read: ReadFile,
): { readonly source: KeySource; readonly alsoReadBy: readonly Notice[] } {
  const file = new GeneratorFile(text, path);
  const { generator, source } = chooseGenerator(file, selector, (one) => sourcesOf(one, selector.key, read));
  if (source.from === 'literal') return { source, alsoReadBy: [] };
  const others = file.generators.filter(
    (one) =>
      one !== generator && [...one.envFiles, ...one.files.map((entry) => entry.path)].includes(source.path),
  );
  const alsoReadBy = others.map((other) => {
    const message = `${described(other)} reads ${source.path} too, and gets the new value`;
    return file.notice('also-read-by', message);
  });
  return { source, alsoReadBy };
}

/** Every source that gives a generator KEY. Without READ, env files are not looked into. @throws Refusal */
export function sourcesOf(generator: Generator, key: string, read: ReadFile = () => undefined): KeySource[] {
  const inEnv = generator.envFiles.filter((path) =>
    readEnvFile(read(path) ?? '', path).some((line) => line.key === key),
  );
  return [
    ...inEnv.map((path) => ({ from: 'env' as const, path })),
    ...generator.literals
      .filter((literal) => literal.key === key)
      .map(({ line }) => ({ from: 'literal' as const, line })),
    ...generator.files
      .filter((file) => file.key === key)
      .map(({ path }) => ({ from: 'file' as const, path })),
  ];
}

/** The one generator that is meant and has the key, and the one source of it. @throws Refusal where that is not one */
export function chooseGenerator(
  file: GeneratorFile,
  { key, kind, name, namespace }: GeneratorSelector,
  sources: (generator: Generator) => readonly KeySource[],
): { readonly generator: Generator; readonly source: KeySource } {
  const chosen = file.generators.filter(
    (generator) =>
      (kind === undefined || kind === generator.kind) &&
      (name === undefined || name === generator.name) &&
      (namespace === undefined || namespace === generator.namespace),
  );
  if (chosen.length === 0) {
    const wanted = [
      name === undefined ? '' : ` named ${JSON.stringify(name)}`,
      kind === undefined ? '' : ` of a ${kind}`,
    ];
    const there = file.generators.length === 0 ? 'none' : file.generators.map(described).join(', ');
    throw file.refusal('no-such-generator', `has no generator${wanted.join('')}; there is ${there}`);
  }
  const holders = chosen
    .map((generator) => ({ generator, found: sources(generator) }))
    .filter(({ found }) => found.length > 0);
  const [first, ...others] = holders;
  if (first === undefined) {
    const message = `has the key ${key} in none of ${chosen.map(described).join(', ')}; give a key that is there, or add it by hand`;
    throw file.refusal('no-such-key', message);
  }
  if (others.length > 0) {
    const message = `has the key ${key} in ${holders.map(({ generator }) => described(generator)).join(' and ')}; narrow it down with --kind, --name or --namespace`;
    throw file.refusal('several-generators', message);
  }
  const [source, ...more] = first.found;
  if (source === undefined || more.length > 0) {
    const message = `${described(first.generator)} has ${key} from ${first.found.map(said).join(' and ')}, which kustomize refuses; keep one of them`;
    throw file.refusal('several-sources', message);
  }
  return { generator: first.generator, source };
}

function said(source: KeySource): string {
  return source.from === 'literal' ? `line ${source.line}` : source.path;
}
