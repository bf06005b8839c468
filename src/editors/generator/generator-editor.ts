import type { Edited, Splice } from '../../text/edited';
import { listAt } from '../../text/mapping';
import { scalarText } from '../../text/scalar-text';
import { blockText } from '../yaml/block-text';
import { notToBeCommitted, staleComments } from '../yaml/comment-warnings';
import { isBlockScalar, rangeOf, stringOf, styleOf } from '../yaml/nodes';
import { firstRight, isOnlyChange } from '../yaml/verify';
import { checkNotEncrypted } from './encrypted';
import { described, FIELDS, GeneratorFile, type Generator } from './generator-file';
import { chooseGenerator, sourcesOf, type GeneratorSelector } from './generator-source';
import { literalText } from './literal-text';
import { checkWritable } from './writable-value';

export type { Generator } from './generator-file';

/** Every entry of a kustomization's generators, Secrets' first. @throws Refusal where kustomize would not read it */
export function findGenerators(text: string, path: string): readonly Generator[] {
  return new GeneratorFile(text, path).generators;
}

/**
 * Gives a literal of a generator a value, such that kustomize yields exactly that; all other bytes of the file stay.
 * What has the value already changes no byte.
 *
 * @throws Refusal where the key is no literal, or not of one generator alone.
 */
export function setGeneratorLiteral(
  text: string,
  selector: GeneratorSelector,
  value: string,
  path: string,
): Edited {
  const { key } = selector;
  const file = new GeneratorFile(text, path);
  checkNotEncrypted(text, path);
  const { generator } = chooseGenerator(file, selector, (one) => sourcesOf(one, key));
  const held = generator.literals.find((literal) => literal.key === key);
  if (held === undefined) {
    const message = `${described(generator)} takes ${key} from a file; edit that file`;
    throw file.refusal('not-a-literal', message);
  }
  if (held.value === value) return { text, warnings: [] };
  checkWritable(key, value, path);
  const found = file.nodeOf(generator, held.item);
  const old = stringOf(found?.node);
  if (found === undefined || old === undefined) {
    const message = `line ${held.line} has ${key} by an alias, an anchor that others use or a merge key, so that an edit would change more than this value; write it out, or edit it by hand`;
    throw file.refusal('shared-value', message);
  }
  const written = literalText({ key, value }, old);
  const { text: edited } = firstRight(
    file,
    [{ splices: [spliceOf(file, found, written)] }],
    (after) =>
      isOnlyChange(text, after, (root) => {
        const entry = listAt(root, FIELDS[generator.kind])[generator.index];
        (listAt(entry, 'literals') as unknown[])[held.item] = written;
      }),
    `${described(generator)} has ${key} in a form that cannot be edited with all else unchanged; edit it by hand`,
  );
  return {
    text: edited,
    warnings: [...staleComments(file, key, held.value, value), ...notToBeCommitted(file)],
  };
}

function spliceOf(
  file: GeneratorFile,
  { node, isFlow }: NonNullable<ReturnType<GeneratorFile['nodeOf']>>,
  written: string,
): Splice {
  const [start, end] = rangeOf(node);
  const source = file.sourceOf(node);
  if (!isBlockScalar(node)) return { start, end, text: scalarText(written, styleOf(node), isFlow) };
  const text = blockText(source, written)?.text ?? scalarText(written, 'double', false);
  // Empty lines behind a block scalar are the file's, not the value's.
  return { start, end: start + source.trimEnd().length, text };
}
