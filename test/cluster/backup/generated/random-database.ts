import { makeConstraints } from './constraints';
import { makeExtensions } from './extensions';
import { makeFunctions } from './functions';
import { makeIndexes } from './indexes';
import { builtInTypes, arrayOf } from './built-in-types';
import { makeLargeObjects } from './large-objects';
import { makeTypes } from './own-types';
import { makePartitions } from './partitions';
import { makePolicies } from './policies';
import { makeRareTables } from './rare-tables';
import { makeRights } from './rights';
import { makeSequences } from './sequences';
import { makeSettings } from './settings';
import { makeTables } from './tables';
import { makeTextSearch } from './text-search';
import { makeTriggers } from './triggers';
import { makeViews } from './views';
import { World } from './world';

/**
 * The statements by which its owner, the role `app`, makes a database of chance: all kinds of objects that it may make, with names
 * and values that are hard to write down and to read again.
 * @param major - of the server
 * @param roles - roles that are there, to which rights are given; as they stand in SQL
 */
export function randomDatabase(seed: number, major: number, roles: readonly string[]): string {
  const world = new World(seed, major, roles);
  world.schemas.push(...world.chance.many(3, 6, () => world.name()));
  for (const schema of world.schemas.slice(1)) world.say(`create schema ${schema}`);
  world.types.push(...builtInTypes(major));
  world.types.push(...builtInTypes(major).map(arrayOf));
  makeExtensions(world);
  const enums = makeTypes(world);
  makeSequences(world);
  makeFunctions(world);
  makeTables(world);
  makePartitions(world, enums);
  makeRareTables(world);
  makeConstraints(world);
  makeIndexes(world);
  makeViews(world);
  makeLargeObjects(world);
  makeTextSearch(world);
  makePublications(world);
  makeTriggers(world);
  makeRights(world);
  makeSettings(world);
  makePolicies(world);
  // So that they have what a restore will see.
  for (const view of world.materialized) world.say(`refresh materialized view ${view}`);
  return world.statements.map((statement) => `${statement}\n`).join('');
}

function makePublications(world: World): void {
  const { chance, tables } = world;
  if (chance.is()) return;
  const { name } = chance.one(tables.filter(({ kind }) => kind === 'table'));
  world.say(`create publication ${world.name()} for table ${name} with (publish = 'insert')`);
}
