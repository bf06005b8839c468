import type { Repository } from '../../gitops/tree/repository';
import { listAt, mappingAt, textAt } from '../../text/mapping';
import { Refusal } from '../../text/refusal';
import { containerEnvironments } from '../environment/workload-environment';
import { treeContent } from '../environment/tree-content';
import type { SecretLocation } from './secret-location';

/** A variable that tells where a database is, of whatever kind. The path of a file does not: it may be any setting. */
const TELLS =
  /(?:^|_)(?:DATABASE|DB|POSTGRES(?:QL)?|PG|MYSQL|MARIADB|MONGO(?:DB)?|MSSQL|SQLSERVER|ORACLE|TYPEORM|DATASOURCE|JDBC)_*(?:URL|URI|DSN|HOST\w*|SERVER|ADDR\w*|CONNECTION\w*|TYPE|CLIENT|ENGINE|DIALECT)$/i;

/** A file of settings that has a connection in it. */
const SETTINGS =
  /\bjdbc:[a-z]|\b(?:postgres(?:ql)?|mysql|mongodb)(?:\+\w+)?:\/\/|^\s*datasource:|\[database\]/im;

/**
 * The Secret would gain a key that no container asks for. Where its readers show that they are told of their database in
 * another way, they would stay with that one. @throws Refusal
 */
export function refuseNamedElsewhere(repository: Repository, { key, readers, secret }: SecretLocation): void {
  if (secret.keys.includes(key)) return;
  const its = containerEnvironments(repository).filter(({ workload }) => readers.includes(workload));
  if (its.some(({ environment }) => environment.variables.has(key))) return;
  for (const { workload, environment } of its) {
    const { kind, name, path, namespace } = workload.object;
    const named = [...environment.variables.keys()].find((one) => TELLS.test(one));
    const contentOf = treeContent(repository, namespace);
    const file = listAt(workload.podSpec, 'volumes')
      .map((volume) => textAt(mappingAt(volume, 'configMap'), 'name'))
      .find((map) => {
        const content = map === undefined ? undefined : contentOf('ConfigMap', map);
        return [...(content?.values() ?? [])].some(({ value }) => SETTINGS.test(value ?? ''));
      });
    const by = named === undefined ? file && `files of ConfigMap ${file}` : `the variable ${named}`;
    if (by === undefined) continue;
    const message = `${kind} ${name} is told of its database by ${by}, and nothing reads ${key}, so that key would change nothing; make the application read ${key} and name it in its env, or give the variables that it reads: init --variable, or workloads and variables of a BackendEnvironment in main.ts`;
    throw Refusal.of('no-connection', path, message);
  }
}
