import { literal } from './sql-text';
import type { Type } from './world';

const EVERY_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0')).join('');
const EVERY_CHARACTER = String.fromCodePoint(
  ...Array.from({ length: 0x17f }, (_, code) => code + 1),
  0x2028,
  0xfeff,
  0xffff,
  0x1f511,
  0x10ffff,
);

/** Each type, and what is written to columns of it: the ends of what it can hold, and what is easily read as something else. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  boolean: ['true', 'false'],
  smallint: ['-32768', '0', '32767'],
  integer: ['-2147483648', '-1', '2147483647'],
  bigint: ['-9223372036854775808', '9223372036854775807'],
  real: ['NaN', 'Infinity', '-Infinity', '-0', '1e-45', '3.4028235e38', '0.1'],
  'double precision': ['NaN', 'Infinity', '-0', '4.9406564584124654e-324', '1.7976931348623157e308', '0.1'],
  numeric: ['NaN', 'Infinity', '-Infinity', '0.00', '-1.500', '1e131071', '-1e-16383', '9'.repeat(2000)],
  'numeric(30, 10)': ['NaN', '0.0000000001', '-99999999999999999999.9999999999'],
  'numeric(3, -2)': ['99900', '-100'],
  'numeric(3, 5)': ['0.00999', '-0.00001'],
  money: ['-92233720368547758.08', '92233720368547758.07', '0'],
  text: [
    '',
    ' ',
    '\\N',
    '\\.',
    'NULL',
    '{}',
    'a\r\nb\tc\u000bd\u0008',
    EVERY_CHARACTER,
    '\\! id\n\\restrict x',
    "'; drop table x; --",
    'e\u0301\u202e',
  ],
  'character varying(20)': ['', 'é🔑', ' x '],
  'character(9)': ['', 'c', '  c'],
  '"char"': ['', '\\', '\\200', '\\377', '"'],
  name: ['', 'a "name"', 'n'.repeat(63)],
  bytea: ['', '\\x00', `\\x${EVERY_BYTE}`, '\\x5c2e0a'],
  'timestamp without time zone': [
    'infinity',
    '-infinity',
    '4713-01-01 00:00:00 BC',
    '0044-03-15 12:00:00 BC',
    '294276-12-31 23:59:59.999999',
    '2000-01-01 00:00:00.000001',
  ],
  'timestamp(2) with time zone': [
    'infinity',
    '4713-01-02 00:00:00+00 BC',
    '1883-11-18 12:03:57.99-04:56:02',
    '2024-03-31 01:30:00Z',
  ],
  date: ['infinity', '-infinity', '4713-01-01 BC', '5874897-12-31', '0001-12-31 BC', '2024-02-29'],
  'time(3) without time zone': ['24:00', '00:00:00.001', '23:59:59.999'],
  'time with time zone': ['00:00:00+15:59:59', '24:00:00-15:59:59', '12:00:00.000001+05:30'],
  interval: [
    '0',
    '-1 year 2 months -3 days 04:05:06.789',
    '178000000 years',
    '-2562047788:00:54.775807',
    '1 mon -1 day',
  ],
  'interval day to second(2)': ['-3 days 04:05:06.78'],
  uuid: ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  json: ['null', '{"a" :  1, "a": 2}', '"\\u0000"', ' [1e400, "\\ud83d\\ude00"]', '{"": {"\\\\": [[]]}}'],
  jsonb: ['null', '{"a": [1, null, "\\n", 1e300]}', '"\\u2028"', '[]', '{"": -0.0, "é": "\\\\"}', '1e-1000'],
  jsonpath: ['$', '$.a[*] ? (@ > 1 && exists(@.b))', 'strict $."a b".type()'],
  xml: [
    '',
    '<a>&lt;é&#x1F511;</a>',
    'text',
    '<?x y?><a b="&quot;"/>',
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
  ],
  'bit(5)': ['10101', '00000'],
  'bit varying': ['', '1', '01'.repeat(100)],
  inet: ['0.0.0.0', '255.255.255.255/1', '::', '2001:db8::1/64', '::ffff:1.2.3.4'],
  cidr: ['10.0.0.0/8', '::/0', '0.0.0.0/0'],
  macaddr: ['08:00:2b:01:02:03', 'ff:ff:ff:ff:ff:ff'],
  macaddr8: ['08:00:2b:01:02:03:04:05'],
  point: ['(1e300,-0)', '(NaN,Infinity)', '(0.1,-4.9406564584124654e-324)'],
  line: ['{1,2,3}', '{0,-1,0.1}'],
  lseg: ['[(0,0),(1,1e-300)]'],
  box: ['((1,1),(0,0))', '((Infinity,1),(-Infinity,-1))'],
  path: ['[(0,0),(1,1)]', '((0,0))'],
  polygon: ['((0,0),(1,1),(1,0))', '((0.1,NaN))'],
  circle: ['<(0,0),1.5>', '<(1,-1),Infinity>', '<(0,0),0>'],
  tsvector: ['', "fat:1A,2B cat:16383 'it''s' '\\\\'", "'a b':3C"],
  tsquery: ['', 'fat & (rat | !cat:*AB)', "'it''s' <-> x <3> y"],
  int4range: ['empty', '(,)', '[1,2)', '[-2147483648,)'],
  int8range: ['empty', '(,-9223372036854775807]'],
  numrange: ['empty', '(,1.50]', '[NaN,)', '(-Infinity,Infinity)'],
  tsrange: ['["0044-03-15 00:00:00 BC",infinity]', '(,)'],
  tstzrange: ['[2020-01-01Z,infinity)', 'empty'],
  daterange: ['[2020-01-01,2020-02-01)', '(,infinity)'],
  int4multirange: ['{}', '{[1,2),[5,)}'],
  int8multirange: ['{(,)}'],
  nummultirange: ['{}', '{(,1.5],(2.50,NaN]}'],
  tstzmultirange: ['{[2020-01-01Z,2021-01-01Z),[infinity,]}'],
  datemultirange: ['{(,-infinity),[2020-01-01,infinity]}'],
  oid: ['0', '4294967295'],
  xid: ['0', '4294967295'],
  xid8: ['0', '18446744073709551615'],
  cid: ['4294967295'],
  tid: ['(0,0)', '(4294967295,65535)'],
  oidvector: ['', '0 1 4294967295'],
  int2vector: ['', '-32768 32767'],
  pg_lsn: ['0/0', '16/B374D848', 'FFFFFFFF/FFFFFFFF'],
  pg_snapshot: ['10:20:10,14,15', '1:1:'],
  txid_snapshot: ['10:20:10,14,15'],
  refcursor: ['', 'a "cursor"'],
  regclass: ['pg_catalog.pg_class', '-'],
  regtype: ['integer', 'timestamp with time zone', '-'],
  regproc: ['pg_catalog.pg_backend_pid', '-'],
  regprocedure: ['pg_catalog.lower(text)', '0'],
  regoper: ['0'],
  regoperator: ['+(integer,integer)', '0'],
  regnamespace: ['pg_catalog', '-'],
  regrole: ['app', '-'],
  regconfig: ['english'],
  regdictionary: ['simple'],
  regcollation: ['"C"', '"default"'],
  aclitem: ['app=arwdDxt/app', '=r/app'],
};

export function builtInTypes(major: number): Type[] {
  return Object.entries(VALUES).map(([sql, values]) => {
    const texts = sql === 'interval' && major >= 17 ? [...values, 'infinity', '-infinity'] : values;
    // No default of a column may be a constant of this type.
    const cast = sql === 'regrole' ? '::text::regrole' : `::${sql}`;
    return { sql, value: (chance) => `${literal(chance.one(texts))}${cast}` };
  });
}

/** The type, as an array: empty, with nulls, of two dimensions, or with bounds of its own. */
export function arrayOf({ sql, value }: Type): Type {
  return {
    sql: `${sql}[]`,
    value: (chance) => {
      const one = (): string => (chance.is(0.2) ? 'null' : value(chance));
      return chance.one([
        () => `'{}'::${sql}[]`,
        () => `array[${one()}]::${sql}[]`,
        () => `array[${one()}, ${one()}, ${one()}]::${sql}[]`,
        () => `array[[${one()}, ${one()}], [${one()}, ${one()}]]::${sql}[]`,
        () => `('[-2:-1]=' || array[${one()}, ${one()}]::${sql}[]::text)::${sql}[]`,
      ])();
    },
  };
}
