import { alertExpression } from '../../src/server/alert';

const ALERT = {
  name: 'JobFailed',
  severity: 'warning',
  expression:
    'kube_job_failed{namespace="$namespace",job_name=~"<database-schema-[0-9a-f]{8}>"} > 0 and 1 < 2 and pg_up{namespace="$namespace",pod=~"<database>-[0-9]+"} > 0',
  summary: '',
  description: '',
} as const;

test('each selector has the namespace, and each name what kustomize puts around it', () => {
  const nameOf = (name: string): string => `shop-${name}-v2`;
  expect(alertExpression(ALERT, { namespace: 'shop', nameOf })).toBe(
    'kube_job_failed{namespace="shop",job_name=~"shop-database-schema-[0-9a-f]{8}-v2"} > 0 and 1 < 2 and pg_up{namespace="shop",pod=~"shop-database-v2-[0-9]+"} > 0',
  );
});

test('several names are each replaced', () => {
  const expression = 'up{namespace="$namespace",cronjob=~"<a>|<b-2>"}';
  const nameOf = (name: string): string => `${name}-v2`;
  expect(alertExpression({ ...ALERT, expression }, { namespace: 'shop', nameOf })).toBe(
    'up{namespace="shop",cronjob=~"a-v2|b-2-v2"}',
  );
});

test('an unknown namespace is any', () => {
  const text = alertExpression(ALERT, { namespace: undefined, nameOf: (name) => name });
  expect(text).toContain('kube_job_failed{namespace!="",job_name=~"database-schema-[0-9a-f]{8}"}');
  expect(text).not.toContain('$');
});
