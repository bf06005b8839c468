import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';

const PROGRAM = join(__dirname, '../../src/backup/store/expired.awk');
const DAY_MS = 86_400_000;

interface Keep {
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

// An image of Node alone may have no awk; the one that has the backups has it.
const withAwk = spawnSync('awk', ['BEGIN { exit }']).status === 0 ? describe : describe.skip;

/** What the program lets go. */
function expired(names: readonly string[], made: string, keep: Keep): string[] {
  const variables = Object.entries({ made, ...keep }).flatMap(([name, value]) => ['-v', `${name}=${value}`]);
  const input = names.map((name) => `${name}\n`).join('');
  const { status, stderr, stdout } = spawnSync('awk', [...variables, '-f', PROGRAM], {
    encoding: 'utf8',
    input,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.split('\n').filter((line) => line !== '');
}

const nameOf = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
const momentOf = (name: string): number =>
  Date.parse(name.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z'));

/** The same rule in other words: the calendar is JavaScript's, and a period is named by its first day. */
function model(names: readonly string[], made: string, { daily, weekly, monthly }: Keep): string[] {
  const known = names.filter((name) => momentOf(name) <= momentOf(made));
  const periods: [count: number, of: (at: Date) => number][] = [
    [daily, (at) => Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate())],
    [
      weekly,
      (at) => Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate() - ((at.getUTCDay() + 6) % 7)),
    ],
    [monthly, (at) => Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1)],
  ];
  const kept = new Set(known.slice(-1));
  for (const [count, of] of periods) {
    const lastOf = new Map(known.map((name) => [of(new Date(momentOf(name))), name]));
    const newest = [...lastOf.keys()].sort((one, other) => other - one).slice(0, count);
    for (const period of newest) kept.add(lastOf.get(period) ?? '');
  }
  return known.filter((name) => !kept.has(name) && momentOf(made) - momentOf(name) > DAY_MS);
}

const names = (...texts: string[]): string[] => texts.map((text) => nameOf(Date.parse(`${text}Z`)));
const [MADE = ''] = names('2026-11-29T02:00');

withAwk('what retention lets go', () => {
  test('is what the rule says, for any names, clocks and tiers', () => {
    const seconds = (from: string, to: string): fc.Arbitrary<number> =>
      fc.integer({ min: Date.parse(from) / 1000, max: Date.parse(to) / 1000 });
    // Close together, so that days and weeks have several, and over years, so that leap days and centuries are passed.
    const moments = fc.oneof(
      fc.array(seconds('2024-02-20', '2024-03-10'), { maxLength: 40 }),
      fc.array(seconds('2024-12-01', '2025-02-01'), { maxLength: 40 }),
      fc.array(seconds('1970-01-01', '2105-01-01'), { maxLength: 40 }),
    );
    const keep = fc.record({
      daily: fc.integer({ min: 1, max: 8 }),
      weekly: fc.integer({ min: 0, max: 5 }),
      monthly: fc.integer({ min: 0, max: 14 }),
    });
    fc.assert(
      fc.property(moments, fc.nat(), keep, (some, pick, tiers) => {
        fc.pre(some.length > 0);
        const all = [...new Set(some)].sort((one, other) => one - other).map((at) => nameOf(at * 1000));
        const made = all[pick % all.length] ?? '';
        const gone = expired(all, made, tiers);
        expect(gone).toEqual(model(all, made, tiers));
        expect(gone).not.toContain(made);
        expect(gone.filter((name) => name > made)).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });

  test('is the older one of a day, once 24 hours are over', () => {
    const all = names(
      '2026-11-27T01:00',
      '2026-11-27T23:00',
      '2026-11-28T01:00',
      '2026-11-28T02:00',
      '2026-11-28T09:00',
    );
    const gone = expired([...all, MADE], MADE, { daily: 30, weekly: 0, monthly: 0 });
    expect(gone).toEqual(names('2026-11-27T01:00', '2026-11-28T01:00'));
  });

  test('never counts what a wrong clock has dated later, and never is that', () => {
    const later = names('2027-01-01T00:00', '2099-12-31T23:59');
    const earlier = names('2026-11-20T02:00', '2026-11-21T02:00');
    const gone = expired([...earlier, MADE, ...later], MADE, { daily: 2, weekly: 0, monthly: 0 });
    expect(gone).toEqual(names('2026-11-20T02:00'));
  });

  test('is nothing where a clock that went back has made the first of all', () => {
    const [made = ''] = names('1970-01-01T00:00:07');
    expect(
      expired([made, ...names('2026-11-20T02:00'), MADE], made, { daily: 1, weekly: 0, monthly: 0 }),
    ).toEqual([]);
  });

  test('counts days with a backup: after a year without, as many stay', () => {
    const all = names('2025-11-01T02:00', '2025-11-02T02:00', '2025-11-03T02:00');
    expect(expired([...all, MADE], MADE, { daily: 3, weekly: 0, monthly: 0 })).toEqual(
      names('2025-11-01T02:00'),
    );
  });

  test('leaves the last of each week, which begins on Monday, over the end of a year', () => {
    // 2024-12-29 is a Sunday; Monday the 30th and Friday the 3rd are in one week.
    const all = names(
      '2024-12-28T02:00',
      '2024-12-29T02:00',
      '2024-12-30T02:00',
      '2025-01-03T02:00',
      '2025-01-06T02:00',
    );
    const [made = ''] = names('2025-01-08T02:00');
    const gone = expired([...all, made], made, { daily: 1, weekly: 3, monthly: 0 });
    expect(gone).toEqual(names('2024-12-28T02:00', '2024-12-30T02:00', '2025-01-06T02:00'));
  });

  test('leaves 29 February to its month', () => {
    const all = names('2024-02-28T02:00', '2024-02-29T02:00', '2024-03-01T02:00', '2024-03-30T02:00');
    const [made = ''] = names('2024-04-15T02:00');
    const gone = expired([...all, made], made, { daily: 1, weekly: 0, monthly: 3 });
    expect(gone).toEqual(names('2024-02-28T02:00', '2024-03-01T02:00'));
  });
});
