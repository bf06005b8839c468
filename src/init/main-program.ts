import type { Composition, EnvironmentOfBackend, SecretOfBackend } from './composition';

/** The main.ts of a repository. It states what was detected, since users edit it there. */
export function mainProgram(composition: Composition): string {
  const { base, backend } = composition;
  const isSecret = backend.form === 'secret';
  const passwordSecret = isSecret ? undefined : backend.passwordSecret;
  const names = [
    isSecret ? 'BackendSecret' : 'BackendEnvironment',
    'GitOpsApp',
    ...(passwordSecret === undefined ? [] : ['Password']),
    'PostgresDatabase',
    'PostgresVersion',
  ];
  const password =
    passwordSecret === undefined
      ? ''
      : `  // This Secret is in the cluster and not in git. Its keys are username and password.
  password: Password.fromSecret(${quoted(passwordSecret)}),
`;
  return `import { ${names.join(', ')} } from 'cdk8s-database';
import { Size } from 'cdk8s';

const app = new GitOpsApp({ base: ${quoted(base)} });

const database = new PostgresDatabase(app, 'database', {
  version: PostgresVersion.V16,
${password}  storage: { size: Size.gibibytes(10) },
});

${isSecret ? secretText(backend, composition) : environmentText(backend, composition)}
app.synth();
`;
}

function secretText({ file, name, namespace, key }: SecretOfBackend, composition: Composition): string {
  const optional = [
    ...(name === undefined ? [] : [`  name: ${quoted(name)},\n`]),
    ...(namespace === undefined ? [] : [`  namespace: ${quoted(namespace)},\n`]),
  ].join('');
  return `new BackendSecret(app, 'backend-secret', {
  file: ${quoted(file)},
${optional}  key: ${quoted(key)},
  value: ${urlText(composition)},
});
`;
}

function environmentText(
  { workloads, container, variables }: EnvironmentOfBackend,
  composition: Composition,
): string {
  const lines = Object.entries(variables).map(([name, value]) => {
    const text = typeof value === 'string' ? quoted(value) : `{ value: ${quoted(value.value)} }`;
    return `    ${/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name)}: ${text},\n`;
  });
  const one = container === undefined ? '' : `  container: ${quoted(container)},\n`;
  return `new BackendEnvironment(app, 'backend-environment', {
  workloads: [${workloads.map(quoted).join(', ')}],
${one}  variables: {
${lines.join('')}  },
  value: ${urlText(composition)},
});
`;
}

function urlText({ driver }: Composition): string {
  return `database.url(${driver === undefined ? '' : `{ driver: ${quoted(driver.driver)} }`})`;
}

/** TEXT as a JavaScript string in single quotes. */
export function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
