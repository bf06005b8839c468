import type { Notice } from '../../text/refusal';
import type { SettingValue } from '../../server/given-setting';

/** Words that usually precede a secret in a command, a connection string or a URL. */
const MAY_HOLD_A_SECRET =
  /pass(?:word|wd|phrase)|secret|token|access_?key|credential|:\/\/[^\s:/@]+:[^\s/@]+@/i;

/** Its output is the key's passphrase. */
const PRINTS_A_SECRET = 'ssl_passphrase_command';

/** Notices of settings that seem to contain a secret: they are in a ConfigMap, in git and in the cluster. */
export function secretSettingNotices(
  settings: Readonly<Record<string, SettingValue>>,
  path: string,
): Notice[] {
  return Object.entries(settings)
    .filter(
      ([name, value]) => name.toLowerCase() === PRINTS_A_SECRET || MAY_HOLD_A_SECRET.test(String(value)),
    )
    .map(([name]) => ({
      code: 'setting-in-plain-sight',
      path,
      message: `the setting ${name} seems to contain a secret, and is in a ConfigMap that everybody with access to git or the namespace can read; put the secret into a file on the volume, such as a passfile or a pg_service.conf, and give its path`,
    }));
}
