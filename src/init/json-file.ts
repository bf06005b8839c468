import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { applySplices } from '../text/edited';
import { Refusal } from '../text/refusal';
import { JsonStyle, membersOf, nameOf, type JsonMember } from './json-style';

/** A JSON object in a file. Members can be added, and every existing byte stays. */
export class JsonFile {
  private readonly root: Node;

  /** @throws Refusal if the text is not a JSON object */
  constructor(
    readonly text: string,
    private readonly path: string,
  ) {
    const errors: ParseError[] = [];
    // npm ignores a byte order mark, the parser does not: a blank replaces it, so that offsets stay.
    const readable = text.replace(/^\uFEFF/, ' ');
    const root = parseTree(readable, errors, { allowTrailingComma: false, disallowComments: true });
    const [error] = errors;
    if (error !== undefined) throw this.refusal('json-invalid', this.mistake(error));
    if (root?.type !== 'object') {
      throw this.refusal(
        'json-invalid',
        'is not a JSON object; only an object in { } is allowed; correct it',
      );
    }
    this.askSecondParser(readable);
    this.root = root;
  }

  /** The value of a member, if it is a string. */
  textOf(name: string): string | undefined {
    const value: unknown = this.member(name)?.value;
    return typeof value === 'string' ? value : undefined;
  }

  /** The members of the object with that name; none if it does not exist. @throws Refusal if it is not an object */
  members(name: string): ReadonlyMap<string, unknown> {
    const object = this.object(name);
    const members = object === undefined ? [] : membersOf(object);
    return new Map(members.map((member) => [nameOf(member), member.children?.[1]?.value as unknown]));
  }

  /** The file with strings added to the object with that name, which is created if it does not exist. */
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
      `has a "${name}" that is not an object; only an object in { } is allowed; correct it`,
    );
  }

  private member(name: string): Node | undefined {
    const found = membersOf(this.root).filter((member) => nameOf(member) === name);
    if (found.length <= 1) return found[0]?.children?.[1];
    throw this.refusal('json-shape', `has "${name}" ${found.length} times; remove all but one`);
  }

  private mistake({ error, offset }: ParseError): string {
    const lines = this.text.slice(0, offset).split(/\r\n|\r|\n/);
    const place = `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
    const code = printParseErrorCode(error);
    return code === 'InvalidCommentToken'
      ? `has a comment at ${place}, which npm does not allow; remove the comments`
      : `is not valid JSON at ${place} (${code}); correct it`;
  }

  /** Checks the text with the parser of npm too. */
  private askSecondParser(text: string): void {
    try {
      JSON.parse(text);
    } catch {
      throw this.refusal('json-invalid', 'is not valid JSON; correct it');
    }
  }

  private refusal(code: 'json-invalid' | 'json-shape', message: string): Refusal {
    return Refusal.of(code, this.path, message);
  }
}
