import { posix } from 'node:path';
import type { Repository } from '../../gitops/tree/repository';
import { listAt, textAt, type Mapping } from '../../text/mapping';
import { readEnvFile } from '../../editors/generator/env-file';
import { readLiteral } from '../../editors/generator/literal-text';
import { ifReadable } from '../../text/if-readable';
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
    const lines = ifReadable(() => readEnvFile(textOf(repository, file) ?? '', file)) ?? [];
    for (const { key, value } of lines) put(key, value, 'env', file);
  }
  for (const item of textsOf('files')) {
    const at = item.indexOf('=');
    const [key, name] = at < 0 ? [posix.basename(item), item] : [item.slice(0, at), item.slice(at + 1)];
    const file = posix.join(posix.dirname(path), name);
    put(key, textOf(repository, file), 'file', file);
  }
  for (const literal of textsOf('literals')) {
    const read = readLiteral(literal);
    if (read !== undefined) put(read.key, read.value, 'literal', path);
  }
  return content;
}

/** Undefined if it is missing: git may ignore it. */
function textOf(repository: Repository, path: string): string | undefined {
  const bytes = repository.files.get(path) ?? repository.outsideBase(path);
  return bytes && decodeUtf8(bytes, path);
}
