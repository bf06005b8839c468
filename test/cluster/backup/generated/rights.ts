import type { World } from './world';

/** What others may do, also what the owner may no longer do. */
export function makeRights(world: World): void {
  const { chance, major, materialized, roles, schemas, sequences, tables, views } = world;
  const who = (): string => chance.one([...roles, 'public']);
  chance.many(3, 10, () => {
    const { counter, name } = chance.one(tables);
    world.say(
      chance.one([
        `grant select (${counter}), insert, update (${counter}) on ${name} to ${who()}`,
        `grant all on ${name} to ${chance.one(roles)} with grant option`,
        `grant references, trigger on ${name} to ${chance.one(roles)}`,
        `revoke update, delete on ${name} from app`,
        ...(major >= 17 ? [`grant maintain on ${name} to ${chance.one(roles)}`] : []),
      ]),
    );
  });
  for (const view of views) world.maybe(`grant select on ${view} to ${who()}`, 0.3);
  for (const view of materialized) world.maybe(`grant select on ${view} to ${who()}`, 0.3);
  for (const sequence of sequences)
    world.maybe(`grant usage, update on sequence ${sequence} to ${who()}`, 0.3);
  for (const schema of schemas) {
    world.maybe(`grant usage${chance.one(['', ', create'])} on schema ${schema} to ${who()}`, 0.4);
    world.maybe(
      `alter default privileges in schema ${schema} grant ${chance.one(['select on tables', 'usage on sequences', 'execute on functions', 'usage on types'])} to ${who()}`,
      0.2,
    );
    world.comment('schema', schema);
  }
  world.maybe(`revoke all on schema public from public`, 0.3);
  world.maybe('alter default privileges revoke execute on functions from public', 0.2);
  world.maybe(`alter default privileges for role app grant usage on schemas to ${who()}`, 0.2);
  world.maybe('alter schema public owner to app', 0.2);
}
