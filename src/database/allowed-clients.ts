import type { Synthesis } from '../gitops/synth/synthesis';
import { selectedBy, type Workload } from '../gitops/tree/workload';
import type { NetworkPeer } from '../server/network-peers';

/** The workloads that read a database's URL, as one synth finds them. */
export class AllowedClients {
  private synthesis: Synthesis | undefined;
  private readonly readers = new Set<Workload>();

  allow(workload: Workload, synthesis: Synthesis): void {
    this.begin(synthesis);
    this.readers.add(workload);
  }

  /** Where nobody reads the URL any more, nobody says so. */
  begin(synthesis: Synthesis): void {
    if (this.synthesis !== synthesis) this.readers.clear();
    this.synthesis = synthesis;
  }

  warnOfUnlabelled(synthesis: Synthesis): void {
    for (const { object } of [...this.readers].filter((one) => Object.keys(selectedBy(one)).length === 0)) {
      synthesis.warn({
        code: 'policy-open',
        path: object.path,
        message: `the pods of ${object.kind} ${object.name} have no label, so every pod of the namespace may connect to the database; give them one`,
      });
    }
  }

  /** NAMED: the namespace that the server's objects name. NAMESPACE: the one that they are in. */
  peers(named: string | undefined, namespace: string | undefined): NetworkPeer[] {
    if (this.readers.size === 0) return [{ labels: {} }];
    return [...this.readers].map((reader) => {
      // One without a namespace is wherever "kubectl apply" is told, as the database is, unless that has been told.
      const there = reader.object.namespace ?? (named === undefined ? namespace : '*');
      const isElsewhere = there !== undefined && there !== namespace;
      return { labels: selectedBy(reader), ...(isElsewhere && { namespace: there }) };
    });
  }
}
