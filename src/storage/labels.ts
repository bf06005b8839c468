import { MANAGED_BY } from '../kubernetes/labels';

export function storageLabels(): Record<string, string> {
  return { 'app.kubernetes.io/component': 'storage', ...MANAGED_BY };
}
