/** Both of the example's Deployments. */
const BOTH = ['Deployment backend', 'Deployment frontend'];

/**
 * What is said against the example's own objects, which are a user's: written as plainly as many write them, and not
 * touched by a synth. Check by check, with what would satisfy it.
 */
export const APPLICATION_FINDINGS = {
  'kube-score': {
    'container-cpu-requests-equal-limits': BOTH, // limits.cpu as requested
    'container-ephemeral-storage-request-and-limit': BOTH, // ephemeral-storage, in requests and limits
    'container-image-pull-policy': BOTH, // imagePullPolicy: Always
    'container-memory-requests-equal-limits': BOTH, // requests.memory as limited
    'container-resource-requests-equal-limits': BOTH, // both of them
    'container-resources': BOTH, // limits.cpu
    'container-security-context-readonlyrootfilesystem': BOTH, // readOnlyRootFilesystem: true, /tmp an emptyDir
    'container-security-context-user-group-id': BOTH, // runAsUser and runAsGroup above 10000
    'deployment-replicas': BOTH, // replicas: 2
    'pod-networkpolicy': BOTH, // a NetworkPolicy for ingress and egress
  },
  checkov: {
    CKV2_K8S_6: BOTH, // a NetworkPolicy
    CKV_K8S_11: BOTH, // limits.cpu
    CKV_K8S_15: BOTH, // a digest, or imagePullPolicy: Always
    // a namespace
    CKV_K8S_21: [...BOTH, 'Secret backend-secret', 'Service backend-service', 'Service frontend-service'],
    CKV_K8S_22: BOTH, // readOnlyRootFilesystem: true
    CKV_K8S_35: ['Deployment backend'], // its Secret as a file
    CKV_K8S_38: BOTH, // automountServiceAccountToken: false
    CKV_K8S_40: BOTH, // runAsUser from 10000 on
    CKV_K8S_43: BOTH, // a digest
  },
};
