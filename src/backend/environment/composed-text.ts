import type { ConnectionPart } from '../connection/expected-connection';

/** Why a text of a container cannot stay beside a changed connection; undefined if it can. NAMES: the changed variables. */
export function textProblem(
  text: string,
  names: ReadonlyMap<ConnectionPart, readonly string[]>,
): string | undefined {
  const referring = (parts: readonly ConnectionPart[]): string => {
    const all = parts.flatMap((part) => names.get(part) ?? []).map((name) => name.replaceAll('.', '\\.'));
    return all.length === 0 ? '(?!)' : String.raw`\$[({]?(?:${all.join('|')})(?![\w.])[)}]?`;
  };
  const any = referring(['database', 'host', 'password', 'port', 'url', 'user']);
  const isThere = (pattern: string): boolean => new RegExp(pattern, 'i').test(text);
  const parts = referring(['database', 'host', 'password', 'port', 'user']);
  const isKeywords =
    isThere(String.raw`(?<![-.\w])password=["']?${parts}`) && /(?:^|\s|["'])(?:host|dbname|user)=/.test(text);
  if (isKeywords || isThere(String.raw`[a-z][\w+.]*://[^\s"']*${parts}`)) {
    return 'puts an address together of its variables, in which the password is not encoded and the encryption is not said';
  }
  if (isThere(String.raw`${referring(['url'])}["']?[?&/]`))
    return 'adds to the URL, which has parameters of its own now';
  if (isThere(any) && /ssl_?mode=disable/i.test(text)) return 'switches the encryption off';
  if (LITERAL.test(text)) return 'gives another connection, which stays';
  return undefined;
}

/** A database's address, or settings of a JVM that go before its variables. */
const LITERAL =
  /(?<![\w+])(?:postgres(?:ql)?(?:\+\w+)?:\/\/|jdbc:[a-z]|mysql(?:\+\w+)?:\/\/|sqlite\d?(?:\+\w+)?:\/)[^\s"'$]|spring[._](?:datasource|jpa|r2dbc)[.\w-]*=|-Dquarkus\.datasource|org\.hibernate\.(?:\w+\.)*(?!PostgreSQL)\w+Dialect/i;
