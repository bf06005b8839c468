import type { World } from './world';

const SIZES = [0, 1, 2047, 2048, 2049, 262_143, 262_144, 262_145];

/** Of no byte and of a megabyte, with holes, some to be read by others. */
export function makeLargeObjects(world: World): void {
  const { chance, roles } = world;
  chance.many(3, 40, (index) => {
    const id = 500_000 + index * 1_000 + chance.between(0, 999);
    const bytes = chance.one([...SIZES, chance.between(1, 1_000_000)]);
    const pattern = chance.one(['00', 'ff', '005c0a', 'e29c93']);
    world.say(
      `select lo_from_bytea(${id}, substr(decode(repeat('${pattern}', ${bytes}), 'hex'), 1, ${bytes}))`,
    );
    world.maybe(`select lo_put(${id}, ${bytes + chance.between(1, 500_000)}, '\\x00ff')`, 0.15);
    world.comment('large object', String(id));
    world.maybe(`grant select, update on large object ${id} to ${chance.one(roles)} with grant option`, 0.2);
    world.maybe(`grant select on large object ${id} to public`, 0.1);
  });
  world.say('select count(lo_create(0)) from generate_series(1, 20)');
}
