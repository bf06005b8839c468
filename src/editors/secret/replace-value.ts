import { isScalar, type ParsedNode } from 'yaml';
import { scalarText } from '../../text/scalar-text';
import { blockText } from '../yaml/block-text';
import { isBlockScalar, rangeOf, styleOf } from '../yaml/nodes';
import type { SecretEdit } from './add-key';
import type { ManifestFile } from './secret-object';
import { encoded, type HeldValue } from './secret-value';

/** VALUE in the position of the one that is there, written as that one was where it can be. */
export function replaceValue(
  file: ManifestFile,
  { part, node }: HeldValue,
  value: string,
  isFlow: boolean,
): SecretEdit {
  const written = encoded(value, part);
  if (node === null) return { part, written, splices: [] };
  checkString(file, node);
  const [start, end] = rangeOf(node);
  const source = file.sourceOf(node);
  if (!isBlockScalar(node)) {
    const text = scalarText(written, styleOf(node), isFlow);
    return {
      part,
      written,
      splices: [{ start, end, text: start === end ? withBlanks(file.text, start, text) : text }],
    };
  }
  // Base64 may keep the line end that a block adds to it, as its readers pass over it.
  const block = blockText(source, written, part === 'data') ?? {
    written,
    text: scalarText(written, 'double', isFlow),
  };
  // Empty lines behind a block scalar are the file's, not the value's.
  const splices = [{ start, end: start + source.trimEnd().length, text: block.text }];
  return { part, written: block.written, splices };
}

/** Where nothing stood, the value has to keep its distance from the colon before it and a comment behind. */
function withBlanks(text: string, offset: number, value: string): string {
  const before = /[ \t]/.test(text[offset - 1] ?? '') ? '' : ' ';
  return `${before}${value}${text[offset] === '#' ? ' ' : ''}`;
}

/** A tag says how the value is read: only `!!str` means a string. @throws Refusal */
function checkString(file: ManifestFile, node: ParsedNode): void {
  const line = file.lineNumberOf(node);
  if ('items' in node) {
    const message = `line ${line} has a list or mapping as the value, wanted a string; edit it by hand`;
    throw file.refusal('not-a-string', message);
  }
  if (!isScalar(node) || node.tag === undefined || node.tag === 'tag:yaml.org,2002:str') return;
  const message = `line ${line} has a value with the tag ${JSON.stringify(node.tag)}, which another tool reads; change it with that tool`;
  throw file.refusal('tagged-value', message);
}
