import { literal } from './sql-text';
import type { World } from './world';

export function makeTextSearch(world: World): void {
  const { chance, extensions } = world;
  const [dictionary, configuration] = [world.place(), world.place()];
  world.say(
    `create text search dictionary ${dictionary} (template = ${chance.one(["simple, stopwords = english, accept = 'false'", "snowball, language = 'german', stopwords = 'german'"])})`,
    `create text search configuration ${configuration} (copy = pg_catalog.english)`,
    `alter text search configuration ${configuration} alter mapping for word, asciiword with ${dictionary}, simple`,
    `alter text search configuration ${configuration} drop mapping for url`,
  );
  const unaccent = extensions.get('unaccent');
  if (unaccent !== undefined)
    world.say(
      `alter text search configuration ${configuration} alter mapping for hword with ${unaccent}.unaccent, simple`,
    );
  world.comment('text search configuration', configuration);
  world.comment('text search dictionary', dictionary);
  // As the server writes it.
  const setting = literal(configuration.replace(/"(plain_\d+)"/g, '$1'));
  world.maybe(`alter database app set default_text_search_config = ${setting}`, 0.3);
}
