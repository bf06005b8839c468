import type { Notice } from './refusal';
import type { Repository } from './repository';
import type { SecretStore } from './secret-store';
import type { Synthesis } from './synthesis';

/** The user's files as they will be, while the parts of a synth have their say. */
export class Draft implements Synthesis {
  readonly namespace: string | undefined;
  readonly warnings: Notice[] = [];
  /** Files of the user's that change, and what for, in the order in which they were first changed. */
  readonly edits = new Map<string, { text: string; reason: string }>();

  constructor(
    readonly repository: Repository,
    readonly secrets: SecretStore,
  ) {
    this.namespace = commonNamespace(repository);
  }

  edit(path: string, text: string, reason: string): void {
    const earlier = this.edits.get(path);
    if (text === this.text(path)) return;
    this.edits.set(path, { text, reason: earlier === undefined ? reason : `${earlier.reason}; ${reason}` });
  }

  text(path: string): string {
    return this.edits.get(path)?.text ?? this.repository.text(path);
  }

  warn(notice: Notice): void {
    this.warnings.push(notice);
  }

  /** The bytes that a file of the user's will have. */
  bytes(path: string, original: Buffer): Buffer {
    const edit = this.edits.get(path);
    return edit === undefined ? original : Buffer.from(edit.text, 'utf8');
  }
}

/** The one namespace that the user's files name, where no kustomization gives one to ours as well. */
function commonNamespace(repository: Repository): string | undefined {
  if (repository.tree.transformers.namespace !== undefined) return undefined;
  const named = new Set(
    repository.objects.filter(({ kind }) => kind !== 'Namespace').map(({ namespace }) => namespace),
  );
  const [only] = named;
  return named.size === 1 ? only : undefined;
}
