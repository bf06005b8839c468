import { posix } from 'node:path';
import type { Repository } from '../../gitops/tree/repository';
import { listAt, textAt, type Mapping } from '../../text/mapping';
import { decodeUtf8 } from '../../text/text-file';
import type { HeldValue, HolderKind } from './effective-environment';

/** A key of a generated Secret or ConfigMap. */
export interface GeneratedOrigin {
  readonly form: 'generator';
  /** The kustomization. */
  readonly path: string;
  /** `literal`: in the kustomization itself; `env`: a line of FILE; `file`: the whole of FILE. */
  readonly source: 'env' | 'file' | 'literal';
  /** The file that holds the value. */
  readonly file: string;
  readonly type: string | undefined;
}

type Content = ReadonlyMap<string, HeldValue<GeneratedOrigin>>;

/** What the base's generators put into a Secret or ConfigMap, the innermost kustomization first. */
export function generatedContent(repository: Repository, kind: HolderKind, name: string): Content[] {
  return repository.tree.generated
    .filter((one) => one.kind === kind && textAt(one.entry, 'name') === name)
    .map(({ path, entry }) => contentOfGenerator(repository, path, entry))
    .reverse();
}

/** The keys of one generator with their values, as kustomize reads its sources. */
export function contentOfGenerator(repository: Repository, path: string, entry: Mapping): Content {
  const content = new Map<string, HeldValue<GeneratedOrigin>>();
  const put = (
    key: string,
    value: string | undefined,
    source: GeneratedOrigin['source'],
    file: string,
  ): void => {
    content.set(key, {
      value,
      origin: { form: 'generator', path, source, file, type: textAt(entry, 'type') },
    });
  };
  const textsOf = (list: string): string[] => listAt(entry, list).filter((one) => typeof one === 'string');
  const single = textAt(entry, 'env');
  for (const name of [...textsOf('envs'), ...(single === undefined ? [] : [single])]) {
    const file = posix.join(posix.dirname(path), name);
    for (const [key, value] of pairsIn(textOf(repository, file) ?? '')) put(key, value, 'env', file);
  }
  for (const item of textsOf('files')) {
    const [key, name] = item.includes('=') ? split(item) : [posix.basename(item), item];
    const file = posix.join(posix.dirname(path), name ?? '');
    put(key, textOf(repository, file), 'file', file);
  }
  for (const literal of textsOf('literals')) {
    const [key, value] = split(literal);
    // kustomize takes quotes off both ends.
    if (value !== undefined) put(key, value.replace(/^["']+|["']+$/g, ''), 'literal', path);
  }
  return content;
}

/** The lines of an env file: kustomize takes all behind the first `=` as it is. */
function pairsIn(text: string): [string, string][] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => line.replace(/\r$/, '').trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => {
      const [key, value] = split(line);
      return value === undefined ? [] : [[key, value] as [string, string]];
    });
}

function split(text: string): [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

/** Undefined if it is missing: git may ignore it. */
function textOf(repository: Repository, path: string): string | undefined {
  const bytes = repository.files.get(path) ?? repository.outsideBase(path);
  return bytes && decodeUtf8(bytes, path);
}
