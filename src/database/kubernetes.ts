import type { k8s } from 'cdk8s-plus-28';

/**
 * cdk8s' types for a manifest that is written as it stands, without the L1 classes that convert it (and take
 * longer to load than everything else): quantities and ports are plain values, and the API's own spelling holds.
 */
export type Manifest<T> = T extends k8s.Quantity
  ? string
  : T extends k8s.IntOrString
    ? number | string
    : T extends readonly (infer Item)[]
      ? Manifest<Item>[]
      : T extends object
        ? { [Key in keyof T as Key extends 'clusterIp' ? 'clusterIP' : Key]: Manifest<T[Key]> }
        : T;

export type ServiceSpec = Manifest<k8s.ServiceSpec>;
export type StatefulSetSpec = Manifest<k8s.StatefulSetSpec>;
export type PersistentVolumeClaimSpec = Manifest<k8s.PersistentVolumeClaimSpec>;
export type Container = Manifest<k8s.Container>;
export type Volume = Manifest<k8s.Volume>;
export type Probe = Manifest<k8s.Probe>;
