import * as fc from 'fast-check';

/** Characters that URLs, shells, YAML and drivers have rules for. */
const AWKWARD = [...' +%&=?#@:/\\\'"`$<>()[]{}|;,!*~^.-_\t\n\r\u007f\u00a0éßΩ漢字🐘\u{10ffff}\ufeff\u200d'];

/** All that can be sent to PostgreSQL: any character but NUL and lone surrogates. */
const character = fc.oneof(
  fc.constantFrom(...AWKWARD),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((text) => !/\0|\p{Surrogate}/u.test(text)),
);

export function anyText(maxLength: number): fc.Arbitrary<string> {
  return fc.array(character, { minLength: 1, maxLength }).map((characters) => characters.join(''));
}

/** What PostgreSQL takes as a name of a role or a database without cutting it. */
export function anyName(): fc.Arbitrary<string> {
  return anyText(16).filter((name) => Buffer.byteLength(name, 'utf8') <= 63);
}
