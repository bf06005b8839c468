import fc from 'fast-check';

/** What somebody may want to be in a .env file. */
export const value = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.string({
    unit: fc.constantFrom('a', "'", '"', '\\', '$', '`', '#', ' ', '=', '{', '}', '!'),
    maxLength: 6,
  }),
  fc.webUrl({ withQueryParameters: true }),
  fc.constantFrom(
    ...[
      '',
      'true',
      '${DATABASE_URL}',
      '${POSTGRES_PASSWORD}',
      'postgresql+asyncpg://u:p%40@h:5433/d?ssl=require',
    ],
    ...[
      '~',
      '~/x',
      'a:~',
      '*',
      'a b',
      ' a ',
      'a#b',
      'a #b',
      '#',
      '=',
      'a=b',
      'a&b',
      'a;b',
      '$HOME',
      '$(id)',
      '\\n',
    ],
  ),
);

/** A line as people write them, the variable V0 among them. */
export const line = fc.oneof(
  fc.constantFrom(
    '',
    '  ',
    '# a comment',
    "# it's commented",
    '# V0=commented',
    'not an assignment',
    'export V0',
  ),
  fc
    .tuple(
      fc.constantFrom('', 'export ', '  ', 'export  '),
      fc.constantFrom('V0', 'OTHER', 'DEBUG', 'V0_URL', 'my.key'),
      fc.constantFrom('=', '=', '=', ' = ', '= ', ': '),
      fc.constantFrom(
        ...[
          '',
          'x',
          '"x"',
          "'x'",
          '"a # b"',
          "'a\\'b'",
          '"a\\"b"',
          'a#b',
          '#x',
          'a b',
          '${V0}',
          'a=b',
          "'\"'",
          '{"a": 1}',
        ],
        ...[
          '"-----BEGIN\nV0=inside\n-----END"',
          "'-----BEGIN\n\n# x\n-----END'",
          '`BEGIN\nV0=inside\nEND`',
          '`x`',
          '\\',
          'é',
          "it's",
        ],
      ),
      fc.constantFrom('', '', '', ' # note', ' ', '\t# "note"', " # it's"),
    )
    .map((parts) => parts.join('')),
);
