import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { applySplices } from '../text/edited';
import { Refusal } from '../text/refusal';
import { JsonStyle, membersOf, nameOf, type JsonMember } from './json-style';

/** A JSON object in a file, to which members can be added so that every byte that is there stays. */
export class JsonFile {
  private readonly root: Node;

  /** @throws Refusal where it is no JSON object. */
  constructor(
    readonly text: string,
    private readonly path: string,
  ) {
    const errors: ParseError[] = [];
    // npm passes over a byte order mark, the parser does not: a blank takes its place, so that offsets hold.
    const readable = text.replace(/^\uFEFF/, ' ');
    const root = parseTree(readable, errors, { allowTrailingComma: false, disallowComments: true });
    const [error] = errors;
    if (error !== undefined) throw this.refusal('json-invalid', this.mistake(error));
    if (root?.type !== 'object') {
      throw this.refusal('json-invalid', 'holds no JSON object; one in { } is allowed; mend it');
    }
    this.askSecondParser(readable);
    this.root = root;
  }

  /** What the file says under a name, where that is a text. */
  textOf(name: string): string | undefined {
    const value: unknown = this.member(name)?.value;
    return typeof value === 'string' ? value : undefined;
  }

  /** The members of the object of that name; none where it is not there. @throws Refusal where it is no object. */
  members(name: string): ReadonlyMap<string, unknown> {
    const object = this.object(name);
    const members = object === undefined ? [] : membersOf(object);
    return new Map(members.map((member) => [nameOf(member), member.children?.[1]?.value as unknown]));
  }

  /** The file with texts added to the object of that name, which is made where there is none. */
  add(name: string, texts: ReadonlyMap<string, string>, { isSorted = false } = {}): JsonFile {
    if (texts.size === 0) return this;
    const members = [...texts].map(([key, text]): JsonMember => ({ name: key, json: JSON.stringify(text) }));
    const style = new JsonStyle(this.text, this.root);
    const object = this.object(name);
    const splices =
      object === undefined
        ? style.add(this.root, [{ name, json: style.object(members) }], false)
        : style.add(object, members, isSorted);
    return new JsonFile(applySplices(this.text, splices), this.path);
  }

  private object(name: string): Node | undefined {
    const value = this.member(name);
    if (value === undefined || value.type === 'object') return value;
    throw this.refusal(
      'json-shape',
      `has a "${name}" that is no object; only one in { } is allowed; mend it`,
    );
  }

  private member(name: string): Node | undefined {
    const found = membersOf(this.root).filter((member) => nameOf(member) === name);
    if (found.length <= 1) return found[0]?.children?.[1];
    throw this.refusal('json-shape', `has "${name}" ${found.length} times; leave one of them`);
  }

  private mistake({ error, offset }: ParseError): string {
    const lines = this.text.slice(0, offset).split(/\r\n|\r|\n/);
    const place = `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
    const code = printParseErrorCode(error);
    return code === 'InvalidCommentToken'
      ? `has a comment in ${place}, where npm allows none; take the comments out`
      : `is no valid JSON in ${place} (${code}); mend it`;
  }

  /** What npm itself reads it with has its word as well. */
  private askSecondParser(text: string): void {
    try {
      JSON.parse(text);
    } catch {
      throw this.refusal('json-invalid', 'is no valid JSON; mend it');
    }
  }

  private refusal(code: string, message: string): Refusal {
    return Refusal.of(code, this.path, message);
  }
}
