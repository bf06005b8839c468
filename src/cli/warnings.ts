import type { Notice } from '../gitops/refusal';

/** On stderr, so that stdout is the outcome alone. */
export function reportWarnings(warnings: readonly Notice[]): void {
  for (const { code, path, message } of warnings) {
    process.stderr.write(`warning: ${path}: ${message} (${code})\n`);
  }
}
