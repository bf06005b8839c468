import { Size } from 'cdk8s';
import { load, loadAll } from 'js-yaml';
import { BackupStore, PostgresDatabase, type SqliteVolumeProps } from 'cdk8s-database';
import { listAt, mappingAt, textAt } from '../../src/text/mapping';
import { chatbot } from '../fixtures/chatbot';
import { CLAIM } from '../fixtures/stores';
import { problemsOf, synthesize } from '../in-process';
import { deployment, game, withVolume } from '../sqlite/game';
import { TemporaryRepository } from '../temporary-repository';

const AUTH = deployment({ pod: 'securityContext: { runAsUser: 1000 }' });
const BACKUP = { to: CLAIM };

function synthesized(props: Partial<SqliteVolumeProps>): TemporaryRepository {
  const repository = new TemporaryRepository(game(AUTH));
  synthesize(repository, withVolume(props));
  return repository;
}

function alertsIn(rules: unknown): { readonly alert: string; readonly expr: string }[] {
  const all = listAt(rules, 'groups').flatMap((group) => [...listAt(group, 'rules')]);
  return all.map((one) => ({ alert: textAt(one, 'alert') ?? '', expr: textAt(one, 'expr') ?? '' }));
}

function alertsOf(props: Partial<SqliteVolumeProps>): { readonly alert: string; readonly expr: string }[] {
  const rule = load(synthesized(props).read('k8s/base/auth-db/prometheusrule.yaml'));
  return alertsIn(mappingAt(rule, 'spec'));
}

test('a volume is watched, and so are its backups if there are any', () => {
  expect(alertsOf({ monitoring: {} }).map(({ alert }) => alert)).toEqual([
    'SqliteVolumeFull',
    'SqliteVolumeFullSoon',
  ]);
  const alerts = alertsOf({ backup: BACKUP, monitoring: {} });
  expect(alerts.map(({ alert }) => alert).slice(2)).toEqual([
    'SqliteBackupLate',
    'SqliteBackupNever',
    'SqliteBackupFailed',
  ]);
  expect(alerts[0]?.expr).toContain('persistentvolumeclaim="auth-db-pvc"');
  expect(alerts[2]?.expr).toContain('cronjob=~"auth-db-backup"');
});

test('off means no trace, and on adds one file', () => {
  const folder = 'k8s/base/auth-db';
  const [on, off] = [synthesized({ monitoring: {} }).tree(folder), synthesized({}).tree(folder)];
  const added = Object.keys(on).filter((name) => !(name in off));
  expect(added).toEqual(['prometheusrule.yaml']);
  const changed = Object.keys(off).filter((name) => on[name] !== off[name]);
  expect(changed.filter((name) => name.endsWith('.yaml'))).toEqual(['kustomization.yaml']);
});

test('an environment has other labels, none, or its own', () => {
  const environments: SqliteVolumeProps['environments'] = {
    dev: { monitoring: 'none' },
    test: { monitoring: { alertLabels: { stage: 'test' } } },
  };
  const repository = synthesized({ environments, monitoring: { labels: { release: 'prometheus' } } });
  const overlay = (name: string): string => `k8s/overlays/${name}/auth-db`;
  const patch = 'prometheusrule-auth-db-patch.yaml';
  expect(repository.tree(overlay('dev'))[patch]).toContain('$patch: delete\n');
  expect(repository.tree(overlay('test'))[patch]).toContain('labels/stage\n  value: test\n');
  const alone = synthesized({ environments: { test: { monitoring: {} } } });
  expect(alone.tree('k8s/base/auth-db')).not.toHaveProperty(['prometheusrule.yaml']);
  expect(alone.tree(overlay('test'))).toHaveProperty(['prometheusrule.yaml']);
});

test('without the operator the rules are a file', () => {
  const repository = synthesized({ monitoring: { rules: 'ConfigMap' } });
  const [config] = loadAll(repository.read('k8s/base/auth-db/configmap.yaml'));
  const text = textAt(mappingAt(config, 'data'), 'alerts.yaml') ?? '';
  expect(alertsIn(load(text)).map(({ alert }) => alert)).toContain('SqliteVolumeFull');
});

test('an address of runbooks that is none is refused', () => {
  const repository = new TemporaryRepository(game(AUTH));
  expect(problemsOf(repository, withVolume({ monitoring: { runbooks: 'docs' } }))).toMatchObject([
    { code: 'monitoring' },
  ]);
});

test('a database’s backups and drills are watched, each store and the drill', () => {
  const repository = new TemporaryRepository(chatbot());
  const to = [BackupStore.newClaim({ size: Size.gibibytes(10) }), BackupStore.claim({ name: 'second' })];
  synthesize(repository, {
    compose: (app) => {
      new PostgresDatabase(app, 'database', { backup: { drill: {}, to }, monitoring: {} });
    },
  });
  const rule = load(repository.read('k8s/base/database/prometheusrule.yaml'));
  const alerts = new Map(alertsIn(mappingAt(rule, 'spec')).map(({ alert, expr }) => [alert, expr]));
  expect(alerts.get('PostgresqlBackupLate')).toContain('cronjob=~"database-backup|database-backup-2"');
  expect(alerts.get('PostgresqlDrillFailed')).toContain('owner_name=~"database-drill"');
});
