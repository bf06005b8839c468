import type { Notice } from '../../text/refusal';
import type { SettingValue } from '../../server/given-setting';

/** Words beside which a secret stands in a command, a connection string or a URL. */
const SPEAKS_OF_A_SECRET =
  /pass(?:word|wd|phrase)|secret|token|access_?key|credential|:\/\/[^\s:/@]+:[^\s/@]+@/i;

/** What it prints is the key's own pass phrase. */
const PRINTS_A_SECRET = 'ssl_passphrase_command';

/** A setting stands in a ConfigMap, in git and in the cluster, where everybody reads it. */
export function secretSettingNotices(
  settings: Readonly<Record<string, SettingValue>>,
  path: string,
): Notice[] {
  return Object.entries(settings)
    .filter(
      ([name, value]) => name.toLowerCase() === PRINTS_A_SECRET || SPEAKS_OF_A_SECRET.test(String(value)),
    )
    .map(([name]) => ({
      code: 'setting-in-plain-sight',
      path,
      message: `the setting ${name} seems to hold a secret, and stands in a ConfigMap for all who read git or the namespace; name a file on the volume that holds it instead, such as a passfile or a pg_service.conf`,
    }));
}
