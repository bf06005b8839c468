import { load } from 'js-yaml';
import { blockingPolicies, type Connection } from '../../../src/backend/warnings/network-policies';
import { workloadsOf } from '../../../src/gitops/tree/workload';
import { objectsOf, type ClusterObject } from '../../../src/gitops/tree/cluster-object';
import { deployment } from '../../fixtures/chatbot';

const DATABASE = {
  'app.kubernetes.io/name': 'postgresql',
  'cdk8s-database/instance': 'database',
};

function objects(text: string, namespace?: string): ClusterObject[] {
  return objectsOf({ path: 'policy.yaml', namespace }, text, []);
}

/** A NetworkPolicy with this in its spec, in flow style. */
function policy(spec: string, name = 'policy'): string {
  const text = `kind: NetworkPolicy\nmetadata: { name: ${name} }\nspec: ${spec}\n`;
  load(text);
  return `---\n${text}`;
}

function connection(namespace?: string): Connection {
  return {
    clients: workloadsOf(objects(deployment(), namespace)),
    server: { labels: DATABASE, port: 5432 },
  };
}

/** What is said of the policies. */
function blocked(...specs: string[]): string[] {
  return blockingPolicies(objects(specs.map((spec) => policy(spec)).join('')), connection()).map(
    ({ message }) => message,
  );
}

const OUT =
  'blocks traffic from Deployment backend to the database; allow egress on TCP 5432 to the pods with cdk8s-database/instance: database';

const DENY_OUT = '{ podSelector: {}, policyTypes: [Egress] }';
const DENY_IN = '{ podSelector: {}, policyTypes: [Ingress] }';
const out = (rule: string): string =>
  `{ podSelector: { matchLabels: { app: backend } }, policyTypes: [Egress], egress: [${rule}] }`;
const into = (rule: string): string =>
  `{ podSelector: { matchLabels: { app.kubernetes.io/name: postgresql } }, ingress: [${rule}] }`;
const TO_DATABASE = 'podSelector: { matchLabels: { app.kubernetes.io/name: postgresql } }';

describe('policies that cut the backend off', () => {
  test.each<[string, string[], string[]]>([
    ['none', [], []],
    ['everything out is denied', [DENY_OUT], [OUT]],
    ['everything is denied', ['{ podSelector: {}, policyTypes: [Ingress, Egress] }'], [OUT]],
    ['no types are given, but a rule for egress', [`{ podSelector: {}, egress: [] }`], [OUT]],
    ['another pod is meant', ['{ podSelector: { matchLabels: { app: other } }, policyTypes: [Egress] }'], []],
    ['only the way to DNS is left', [out('{ ports: [{ port: 53, protocol: UDP }] }')], [OUT]],
    ['an address range is no pod', [out('{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }')], [OUT]],
    [
      'the pods of another namespace',
      [out(`{ to: [{ namespaceSelector: { matchLabels: { a: b } }, ${TO_DATABASE} }] }`)],
      [OUT],
    ],
  ])('%s', (_, specs, expected) => {
    expect(blocked(...specs)).toEqual(expected);
  });
});

describe('policies for what comes in: the database brings one that admits the backend, and they add up', () => {
  test.each<[string, string[]]>([
    ['everything in is denied', [DENY_IN]],
    ['no types are given and no rules', ['{ podSelector: {} }']],
    ['no types are given, but rules for ingress', ['{ podSelector: {}, ingress: [] }']],
    ['the database’s pods let in their own alone', [into(`{ from: [{ ${TO_DATABASE} }] }`)]],
    ['the database’s pods let in another port alone', [into('{ ports: [{ port: 9187 }] }')]],
  ])('%s', (_, specs) => {
    expect(blocked(...specs)).toEqual([]);
  });

  test('they let nothing out that another one keeps in', () => {
    expect(blocked(DENY_OUT, into('{}'))).toEqual([OUT]);
  });
});

describe('a rule lets it through', () => {
  test.each<[string, string[]]>([
    ['with no peers and no ports', [DENY_OUT, out('{}')]],
    ['to the database’s labels', [DENY_OUT, out(`{ to: [{ ${TO_DATABASE} }] }`)]],
    ['to all pods', [DENY_OUT, out('{ to: [{ podSelector: {} }] }')]],
    ['to all namespaces', [DENY_OUT, out('{ to: [{ namespaceSelector: {} }] }')]],
    [
      'to one of several',
      [DENY_OUT, out(`{ to: [{ podSelector: { matchLabels: { a: b } } }, { ${TO_DATABASE} }] }`)],
    ],
    ['on the port', [DENY_OUT, out(`{ to: [{ ${TO_DATABASE} }], ports: [{ port: 5432 }] }`)]],
    ['on the port by its name', [DENY_OUT, out('{ ports: [{ port: postgresql, protocol: TCP }] }')]],
    ['on a range of ports', [DENY_OUT, out('{ ports: [{ port: 5000, endPort: 6000 }] }')]],
    ['on any port of TCP', [DENY_OUT, out('{ ports: [{ protocol: TCP }] }')]],
    [
      'by expressions',
      [
        DENY_OUT,
        out(
          '{ to: [{ podSelector: { matchExpressions: [{ key: app.kubernetes.io/name, operator: In, values: [postgresql] }, { key: cdk8s-database/instance, operator: Exists }, { key: x, operator: DoesNotExist }, { key: x, operator: NotIn, values: [y] }] } }] }',
        ),
      ],
    ],
  ])('%s', (_, specs) => {
    expect(blocked(...specs)).toEqual([]);
  });

  test.each<[string, string]>([
    ['another port', '{ ports: [{ port: 5433 }] }'],
    ['a range beside it', '{ ports: [{ port: 1, endPort: 5431 }] }'],
    ['UDP', '{ ports: [{ port: 5432, protocol: UDP }] }'],
    ['a port of another name', '{ ports: [{ port: http }] }'],
    [
      'In other values',
      '{ to: [{ podSelector: { matchExpressions: [{ key: app.kubernetes.io/name, operator: In, values: [mysql] }] } }] }',
    ],
    [
      'NotIn its value',
      '{ to: [{ podSelector: { matchExpressions: [{ key: app.kubernetes.io/name, operator: NotIn, values: [postgresql] }] } }] }',
    ],
    [
      'DoesNotExist',
      '{ to: [{ podSelector: { matchExpressions: [{ key: app.kubernetes.io/name, operator: DoesNotExist }] } }] }',
    ],
    [
      'Exists, of what it has not',
      '{ to: [{ podSelector: { matchExpressions: [{ key: x, operator: Exists }] } }] }',
    ],
  ])('not with %s', (_, rule) => {
    expect(blocked(out(rule))).toEqual([OUT]);
  });
});

describe('namespaces', () => {
  test('a policy in another one does not concern it', () => {
    const elsewhere = objects(policy('{ podSelector: {}, policyTypes: [Ingress, Egress] }'), 'other');

    expect(blockingPolicies(elsewhere, connection('chat'))).toEqual([]);
  });

  test('a policy in the same one does', () => {
    const here = objects(policy('{ podSelector: {}, policyTypes: [Ingress, Egress] }'), 'chat');

    expect(blockingPolicies(here, connection('chat'))).toHaveLength(1);
  });
});

test('the notice names the file, the workload and what to allow', () => {
  expect(blockingPolicies(objects(policy(DENY_OUT)), connection())).toEqual([
    {
      code: 'network-policy',
      path: 'policy.yaml',
      message: OUT,
    },
  ]);
});
