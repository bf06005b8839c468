import type { Finding, Verdict } from './finding';
import { report } from './tools';

interface ConformResource {
  readonly kind: string;
  readonly name: string;
  readonly status: string;
  readonly msg: string;
}

/** Validates against the schemas of one version, which `writeSchemas` has written below the folder. */
export async function kubeconform(file: string, folder: string, version: string): Promise<Verdict> {
  const location = `${folder}/schemas/{{ .NormalizedKubernetesVersion }}/{{ .ResourceKind }}{{ .KindSuffix }}.json`;
  const flags = ['-strict', '-verbose', '-output', 'json', '-kubernetes-version', version];
  const output = await report('kubeconform', [...flags, '-schema-location', location, file], folder);
  const { resources } = JSON.parse(output) as { readonly resources: readonly ConformResource[] };
  return {
    checked: new Set(resources.map(({ kind, name }) => `${kind} ${name}`)),
    findings: resources
      .filter(({ status }) => status !== 'statusValid')
      .map(({ kind, name, msg }): Finding => ({
        checker: 'kubeconform',
        check: version,
        object: `${kind} ${name}`,
        message: msg,
      })),
  };
}
