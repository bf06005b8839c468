import type { Checker, Finding } from './finding';

export interface Exception {
  readonly reason: string;
  /** Whether the design says that this is not the database's to satisfy; the others are counted. */
  readonly byDesign: boolean;
  /** kube-linter and polaris are no packages of a registry: they are run by hand, and these are for them as well. */
  readonly checks: Readonly<Partial<Record<Checker, readonly string[]>>>;
}

/** Every check that is switched off for the objects of the database, and why. There is no other place for it. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    reason:
      "A base names no namespace: the overlay does, or kubectl's --namespace. With one, nothing is found.",
    byDesign: false,
    checks: { checkov: ['CKV_K8S_21'], 'kube-linter': ['use-namespace'] },
  },
  {
    reason:
      'A digest written down here would withhold the fixes of every later build; whoever pins gives one ' +
      '(PostgresVersion.of), and then nothing is found. The tag has major version and Debian release.',
    byDesign: false,
    checks: { checkov: ['CKV_K8S_43'], 'kube-linter': ['image-sha', 'image-not-pinned-by-digest'] },
  },
  {
    reason: 'No priority class is in every cluster, and a pod that names one which is not there is refused.',
    byDesign: false,
    checks: { polaris: ['priorityClassNotSet'] },
  },
  {
    reason:
      'A request equal to the limit leaves CPU idle or throttles; memory, which cannot be throttled, is equal.',
    byDesign: true,
    // The second one is CPU and memory at once; memory has a check of its own, which is on.
    checks: {
      'kube-score': ['container-cpu-requests-equal-limits', 'container-resource-requests-equal-limits'],
    },
  },
  {
    reason: 'With a pinned tag or a digest it pulls what is there, and a restart would need the registry.',
    byDesign: true,
    checks: {
      'kube-score': ['container-image-pull-policy'],
      checkov: ['CKV_K8S_15'],
      polaris: ['pullPolicyNotAlways'],
    },
  },
  {
    reason:
      "999 is the image's own user and owns the data that is there; Pod Security has it that it is not root.",
    byDesign: true,
    checks: { 'kube-score': ['container-security-context-user-group-id'], checkov: ['CKV_K8S_40'] },
  },
  {
    reason:
      "The exporter has no probes: one that fails would take the server out of its Service. kube-score looks for the server's.",
    byDesign: true,
    checks: { checkov: ['CKV_K8S_8', 'CKV_K8S_9'] },
  },
  {
    reason: 'Three replicas of a plain StatefulSet are three databases.',
    byDesign: true,
    checks: { 'kube-linter': ['minimum-three-replicas'] },
  },
  {
    reason:
      'Who owns it, on which nodes it runs and how they resolve names, is the policy of whoever runs it.',
    byDesign: true,
    checks: {
      'kube-linter': [
        'required-annotation-email',
        'required-label-owner',
        'no-node-affinity',
        'dnsconfig-options',
      ],
    },
  },
];

export function isExcepted({ checker, check }: Finding): boolean {
  return EXCEPTIONS.some(({ checks }) => checks[checker]?.includes(check));
}
