import { settingLine } from '../../../src/database/configuration/server-settings';
import { configurationVerdicts } from './configuration-verdict';
import type { GeneratedSetting } from './generated-settings';

/** These change where and whether the server says what it refuses, or exclude each other. */
const ALONE =
  /^(?:log_min_messages|log_destination|log_timezone|syslog|event_source|logging_|recovery_target)/i;

/**
 * Whether the server takes each of them. A start says all that it refuses in a file at once, by name, so that many are
 * asked of in one file; but only a file that is taken as a whole says that a setting is fine, so the rest is asked
 * again, and alone where the server has named nobody.
 */
export async function settingVerdicts(
  binaries: string,
  settings: readonly GeneratedSetting[],
): Promise<Map<GeneratedSetting, boolean>> {
  const verdicts = new Map<GeneratedSetting, boolean>();
  let open = bundles(settings);
  while (open.length > 0) {
    const said = await configurationVerdicts(
      binaries,
      open.map((bundle) => bundle.map(({ name, value }) => `${settingLine(name, value)}\n`).join('')),
    );
    open = open.flatMap((bundle, index) => {
      const verdict = said[index];
      if (verdict?.isTaken || bundle.length === 1) {
        for (const setting of bundle) verdicts.set(setting, verdict?.isTaken ?? false);
        return [];
      }
      const named = new Set(
        Array.from((verdict?.said ?? '').matchAll(/ parameter "([^"]+)"/g), ([, name]) =>
          name?.toLowerCase(),
        ),
      );
      const refused = bundle.filter(({ name }) => named.has(name.toLowerCase()));
      for (const setting of refused) verdicts.set(setting, false);
      const rest = bundle.filter((setting) => !refused.includes(setting));
      return refused.length === 0
        ? rest.map((setting) => [setting])
        : [rest].filter(({ length }) => length > 0);
    });
  }
  return verdicts;
}

/** Each name once in a file, since the last one of a name stands; a name that is none stops the reading of it. */
function bundles(settings: readonly GeneratedSetting[]): GeneratedSetting[][] {
  const files: Map<string, GeneratedSetting>[] = [];
  const alone: GeneratedSetting[][] = [];
  for (const setting of settings) {
    const name = setting.name.toLowerCase();
    if (!/^[a-z]\w*$/.test(name) || ALONE.test(name)) alone.push([setting]);
    else {
      const file = files.find((names) => !names.has(name));
      if (file === undefined) files.push(new Map([[name, setting]]));
      else file.set(name, setting);
    }
  }
  return [...files.map((names) => [...names.values()]), ...alone];
}
