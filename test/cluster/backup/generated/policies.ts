import type { World } from './world';

/** The last of what is made: from here on their owner may not see the rows. */
export function makePolicies(world: World): void {
  const { chance, functions, roles, tables } = world;
  for (const { counter, name } of chance.some(tables, chance.between(1, 4))) {
    world.say(`alter table ${name} enable row level security`);
    world.maybe(`alter table ${name} force row level security`);
    chance.many(0, 3, () => {
      const policy = world.name();
      const to = chance.one(['public', 'app', ...roles]);
      const holds = `(${chance.one(functions)}(${counter}) > ${chance.between(0, 9)})`;
      const what = chance.one([
        `for all to ${to} using ${holds} with check ${holds}`,
        `for select to ${to}, app using ${holds}`,
        `for insert to ${to} with check ${holds}`,
        `for update using (current_user = 'app' and exists (select from ${chance.one(tables).name}))`,
      ]);
      world.say(`create policy ${policy} on ${name} as ${chance.one(['permissive', 'restrictive'])} ${what}`);
      world.comment(`policy ${policy} on`, name);
    });
  }
}
