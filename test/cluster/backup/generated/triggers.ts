import type { Table, World } from './world';

function makeFunction(world: World): string {
  const name = world.place();
  world.say(
    `create function ${name}() returns trigger language plpgsql as $$ begin if tg_op = 'DELETE' then return old; end if; return new; end $$`,
  );
  return name;
}

function makeTrigger(world: World, { counter, kind, name }: Table, body: string): void {
  const { chance } = world;
  const trigger = world.name();
  const isPlain = kind !== 'partitioned';
  const run = `execute function ${body}('it''s', '%s', '\\')`;
  world.say(
    `create ${chance.one([
      `trigger ${trigger} before update of ${counter} on ${name} for each row when (old.${counter} is distinct from new.${counter}) ${run}`,
      `trigger ${trigger} after insert or delete or truncate on ${name} for each statement ${run}`,
      `constraint trigger ${trigger} after insert on ${name} deferrable initially deferred for each row when (new.${counter} > 1000) ${run}`,
      `trigger ${trigger} before insert on ${name} for each row ${run}`,
      ...(isPlain
        ? [
            `trigger ${trigger} after update on ${name} referencing old table as old_rows new table as new_rows for each statement ${run}`,
          ]
        : []),
    ])}`,
  );
  world.maybe(
    `alter table ${name} ${chance.one(['disable', 'enable always', 'enable replica'])} trigger ${trigger}`,
    0.4,
  );
  world.comment(`trigger ${trigger} on`, name);
}

function makeRule(world: World, { counter, name }: Table): void {
  const { chance } = world;
  const rule = world.name();
  world.say(
    `create rule ${rule} as ${chance.one([
      `on insert to ${name} where new.${counter} > 1000 do also select new.${counter}, 'it''s'`,
      `on delete to ${name} do instead nothing`,
      `on update to ${name} do also (select old.${counter}; notify ${world.name()}, '%s')`,
    ])}`,
  );
  world.maybe(`alter table ${name} ${chance.one(['disable', 'enable always'])} rule ${rule}`, 0.3);
  world.comment(`rule ${rule} on`, name);
}

export function makeTriggers(world: World): void {
  const { chance, tables } = world;
  const bodies = chance.many(1, 3, () => makeFunction(world));
  chance.many(3, 8, () => makeTrigger(world, chance.one(tables), chance.one(bodies)));
  chance.many(1, 3, () => makeRule(world, chance.one(tables)));
}
