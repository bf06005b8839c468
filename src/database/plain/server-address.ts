/** Where a server is, and the names under which it is known there. */
export interface ServerAddress {
  readonly namespace: string | undefined;
  readonly hosts: readonly string[];
  /** The host under which it is found before it is ready. */
  readonly headless: string;
}

export function serverAddress(
  service: string,
  headless: string,
  namespace: string | undefined,
): ServerAddress {
  const longer = ['', '.svc', '.svc.cluster.local'].map((rest) => `${service}.${namespace}${rest}`);
  return { headless, namespace, hosts: [service, ...(namespace === undefined ? [] : longer)] };
}
