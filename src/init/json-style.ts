import type { Node } from 'jsonc-parser';
import type { Splice } from '../text/edited';

/** A member of an object, its value as JSON text. */
export interface JsonMember {
  readonly name: string;
  readonly json: string;
}

/**
 * How a JSON file is written. What is added to it looks as what stands beside it, and is only ever put between
 * bytes that stay.
 */
export class JsonStyle {
  private readonly eol: string;
  private readonly unit: string;
  /** Before each of the file's own members. */
  private readonly gap: string;
  private readonly colon: string;

  constructor(
    private readonly text: string,
    private readonly root: Node,
  ) {
    const members = membersOf(root);
    const gap = this.gapBetween(members);
    const indent = this.indentOf(root);
    this.eol = (/\r\n|\n|\r/.exec(gap ?? '') ?? /\r\n|\n/.exec(text))?.[0] ?? '\n';
    this.unit = gap !== undefined && isMultiLine(gap) ? lastLine(gap).slice(indent.length) : '  ';
    this.gap = gap ?? this.eol + indent + this.unit;
    this.colon = this.colonOf(members[0]) ?? ': ';
  }

  /** Members put into an object: each at its place where the names are in order and are to stay so, else at the end. */
  add(object: Node, members: readonly JsonMember[], isSorted: boolean): Splice[] {
    const siblings = membersOf(object);
    const last = siblings.at(-1);
    if (last === undefined) return [this.addFirst(object, members)];
    const gap = this.gapBetween(siblings) ?? '';
    const colon = this.colonOf(last) ?? this.colon;
    const isInOrder = isSorted && inOrder(siblings.map(nameOf));
    return members.map((member) => {
      const next = isInOrder ? siblings.find((one) => compare(nameOf(one), member.name) > 0) : undefined;
      return next === undefined
        ? insertion(last.offset + last.length, `,${gap}${written(member, colon)}`)
        : insertion(next.offset, `${written(member, colon)},${gap}`);
    });
  }

  /** The text of an object that becomes a member of the file's own. */
  object(members: readonly JsonMember[]): string {
    const texts = members.map((member) => written(member, this.colon));
    if (isMultiLine(this.gap)) {
      const indent = lastLine(this.gap);
      return `{${this.lines(texts, indent)}${this.eol}${indent}}`;
    }
    const [first] = membersOf(this.root);
    const margin = first === undefined ? '' : this.gapBefore(first);
    return `{${margin}${texts.join(`,${this.gap}`)}${margin}}`;
  }

  private addFirst(object: Node, members: readonly JsonMember[]): Splice {
    const texts = members.map((member) => written(member, this.colon));
    const start = object.offset + 1;
    const inner = this.text.slice(start, object.offset + object.length - 1);
    const indent = this.indentOf(object);
    if (isMultiLine(inner)) return insertion(start, this.lines(texts, indent));
    if (inner === '' && isMultiLine(this.gap)) {
      return insertion(start, `${this.lines(texts, indent)}${this.eol}${indent}`);
    }
    return insertion(start, inner + texts.join(`,${inner === '' ? this.gap : inner}`));
  }

  private lines(texts: readonly string[], indent: string): string {
    return texts.map((text) => `${this.eol}${indent}${this.unit}${text}`).join(',');
  }

  /** The blank before the second of them, or before the first where it is alone. */
  private gapBetween(members: readonly Node[]): string | undefined {
    const member = members[1] ?? members[0];
    return member && this.gapBefore(member);
  }

  private gapBefore(member: Node): string {
    return /[ \t\r\n]*$/.exec(this.text.slice(0, member.offset))?.[0] ?? '';
  }

  /** Of the line on which a node begins. */
  private indentOf(node: Node): string {
    return /^\uFEFF?([ \t]*)/.exec(lastLine(this.text.slice(0, node.offset)))?.[1] ?? '';
  }

  private colonOf(member: Node | undefined): string | undefined {
    const [key, value] = member?.children ?? [];
    if (key === undefined || value === undefined) return undefined;
    const colon = this.text.slice(key.offset + key.length, value.offset);
    return isMultiLine(colon) ? undefined : colon;
  }
}

export function membersOf(object: Node): readonly Node[] {
  return object.children ?? [];
}

export function nameOf(member: Node): string {
  return String(member.children?.[0]?.value);
}

function written({ name, json }: JsonMember, colon: string): string {
  return `${JSON.stringify(name)}${colon}${json}`;
}

function insertion(at: number, text: string): Splice {
  return { start: at, end: at, text };
}

function isMultiLine(blank: string): boolean {
  return /[\r\n]/.test(blank);
}

function lastLine(text: string): string {
  return text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1);
}

function inOrder(names: readonly string[]): boolean {
  return names.every((name, i) => compare(names[i - 1] ?? name, name) <= 0);
}

/** As npm sorts packages. */
function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en');
}
