import type { Alert } from '../server/alert';

/** The alerts of a PVC's volume. PREFIX is of their names; FULL is what a full one does. */
export function volumeAlerts(prefix: string, claimName: string, full: string): Alert[] {
  const of = `{namespace="$namespace",persistentvolumeclaim="<${claimName}>"}`;
  const used = `1 - kubelet_volume_stats_available_bytes${of} / kubelet_volume_stats_capacity_bytes${of}`;
  const volume = 'The volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }}';
  return [
    {
      name: `${prefix}VolumeFull`,
      severity: 'critical',
      expression: `${used} > 0.8`,
      for: '5m',
      summary: `${volume} is {{ $value | humanizePercentage }} full`,
      description: full,
    },
    {
      name: `${prefix}VolumeFullSoon`,
      severity: 'warning',
      // Not before a fifth is used: the first data would otherwise look like growth without end.
      expression: `predict_linear(kubelet_volume_stats_available_bytes${of}[6h], 4 * 24 * 3600) < 0 and ${used} > 0.2`,
      for: '1h',
      summary: `${volume} is full in less than four days`,
      description: 'If it grows as it did in the last six hours.',
    },
  ];
}
