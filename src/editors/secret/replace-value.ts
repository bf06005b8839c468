import { isScalar, type ParsedNode, type YAMLMap } from 'yaml';
import { scalarText, type ScalarStyle } from '../../text/scalar-text';
import { Refusal } from '../../text/refusal';
import { lineIndexAt } from '../../text/text-lines';
import { rangeOf } from '../../text/yaml-documents';
import type { SecretEdit } from './secret-edit';
import type { ManifestFile, Part } from './secret-object';
import { encoded, type Held } from './secret-value';

/** VALUE in the place of the one that is there, written as that one was where it can be. */
export function replaceValue(
  file: ManifestFile,
  values: YAMLMap.Parsed,
  { part, node }: Held,
  value: string,
): SecretEdit {
  const written = encoded(value, part);
  if (node === null) return { part, written, splices: [] };
  refuseOtherThanText(file, node);
  const [start, end] = rangeOf(node);
  const source = file.text.slice(start, end);
  const isBlock = isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
  const block = isBlock ? blockText(source, written, part) : undefined;
  const text = scalarText(written, isBlock ? 'double' : styleOf(node), values.flow ?? false);
  return {
    part,
    written: block?.written ?? written,
    // Empty lines behind a block scalar are the file's, not the value's.
    splices: [
      {
        start,
        end: isBlock ? start + source.trimEnd().length : end,
        text: block?.text ?? (start === end ? withBlanks(file.text, start, text) : text),
      },
    ],
  };
}

/** Where nothing stood, the value has to keep its distance from the colon before it and a comment behind. */
function withBlanks(text: string, offset: number, value: string): string {
  const before = /[ \t]/.test(text[offset - 1] ?? '') ? '' : ' ';
  return `${before}${value}${text[offset] === '#' ? ' ' : ''}`;
}

/** A tag says how the value is read: `!!str` as we mean it, any other as somebody else does. */
function refuseOtherThanText(file: ManifestFile, node: ParsedNode): void {
  const line = lineIndexAt(file.lines, rangeOf(node)[0]) + 1;
  if ('items' in node) {
    throw Refusal.of(
      'not-a-string',
      file.path,
      `line ${line} has a list or mapping as the value, wanted a string; edit it by hand`,
    );
  }
  if (!isScalar(node) || node.tag === undefined || node.tag === 'tag:yaml.org,2002:str') return;
  throw Refusal.of(
    'tagged-value',
    file.path,
    `line ${line} has a value with the tag ${JSON.stringify(node.tag)}, which another tool reads; change it with that tool`,
  );
}

function styleOf(node: ParsedNode): ScalarStyle {
  if (!isScalar(node)) return 'plain';
  return node.type === 'QUOTE_SINGLE' ? 'single' : node.type === 'QUOTE_DOUBLE' ? 'double' : 'plain';
}

/**
 * The same block with one line of content. What is text loses the line end that a block adds to it; base64 may
 * keep it, as its readers pass over it.
 */
function blockText(
  source: string,
  written: string,
  part: Part,
): { text: string; written: string } | undefined {
  const match = /^([|>])([-+]?)([ \t]*(?:#[^\n]*)?\r?\n)(?:[ \t]*\r?\n)*( +)/.exec(source);
  if (!match || !/^[!-~](?:[ -~]*[!-~])?$/.test(written)) return undefined;
  const [, mark = '', chomping, rest = '', indent = ''] = match;
  const keepsEnd = part === 'data' && chomping === '' && source.endsWith('\n');
  return {
    text: `${mark}${keepsEnd ? '' : '-'}${rest}${indent}${written}`,
    written: keepsEnd ? `${written}\n` : written,
  };
}
