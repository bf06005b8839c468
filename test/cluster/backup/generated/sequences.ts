import { literal } from './sql-text';
import type { World } from './world';

const KINDS = [
  'as smallint increment by -3 minvalue -100 maxvalue 7 start with 7 cycle',
  'as integer start with 5 cache 20',
  'increment by 1000000007 maxvalue 9223372036854775807',
  'as bigint minvalue -9223372036854775808 start with -9223372036854775808',
  'maxvalue 2',
];

/** Of all kinds: some at their end, some that no number was taken from. */
export function makeSequences(world: World): void {
  const { chance } = world;
  chance.many(2, 5, () => {
    const sequence = world.place();
    world.say(`create ${chance.is(0.2) ? 'unlogged ' : ''}sequence ${sequence} ${chance.one(KINDS)}`);
    world.maybe(`select nextval(${literal(sequence)})`);
    world.maybe(`select setval(${literal(sequence)}, 1, false)`, 0.2);
    world.comment('sequence', sequence);
    world.sequences.push(sequence);
  });
}
