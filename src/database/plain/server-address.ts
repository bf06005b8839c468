/** A server's namespace and host names. */
export interface ServerAddress {
  readonly namespace: string | undefined;
  readonly hosts: readonly string[];
  /** The host name that resolves before the server is ready. */
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
