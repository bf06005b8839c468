import type { Finding, Verdict } from './finding';
import { report } from './tools';

interface ScoredObject {
  readonly type_meta: { readonly kind: string };
  readonly object_meta: { readonly name: string };
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly { readonly path: string; readonly summary: string }[] | null;
  }[];
}

/** Below it there is something to say: 7 is "almost", 5 a warning, 1 critical. */
const ALL_OK = 10;

/** Every test, the optional ones too, whatever an annotation says of it. */
const FLAGS = [
  '--all-default-optional',
  '--disable-ignore-checks-annotations',
  '--disable-optional-checks-annotations',
  '--output-format=json',
];

export async function kubeScore(file: string, folder: string): Promise<Verdict> {
  const objects = JSON.parse(await report('kube-score', ['score', ...FLAGS, file], folder)) as ScoredObject[];
  const findings = objects.flatMap((object) =>
    object.checks
      .filter(({ grade, skipped }) => grade < ALL_OK && !skipped)
      .map(({ check, comments }): Finding => ({
        checker: 'kube-score',
        check: check.id,
        object: nameOf(object),
        message: (comments ?? []).map(({ path, summary }) => `${path} ${summary}`.trim()).join('; '),
      })),
  );
  return { checked: new Set(objects.map(nameOf)), findings };
}

function nameOf({ type_meta, object_meta }: ScoredObject): string {
  return `${type_meta.kind} ${object_meta.name}`;
}
