import type { k8s } from 'cdk8s-plus-28';

/**
 * cdk8s' types for manifests of plain values, without the L1 classes that convert them (and take longer to load than
 * everything else): quantities and ports are plain values, and names have the API's spelling.
 */
export type Plain<T> = T extends k8s.Quantity
  ? string
  : T extends k8s.IntOrString
    ? number | string
    : T extends readonly (infer Item)[]
      ? Plain<Item>[]
      : T extends object
        ? { [Key in keyof T as Key extends keyof Spelling ? Spelling[Key] : Key]: Plain<T[Key]> }
        : T;

/** What cdk8s spells otherwise than the API. */
interface Spelling {
  clusterIp: 'clusterIP';
  downwardApi: 'downwardAPI';
}

export type ServiceSpec = Plain<k8s.ServiceSpec>;
export type StatefulSetSpec = Plain<k8s.StatefulSetSpec>;
export type PersistentVolumeClaimSpec = Plain<k8s.PersistentVolumeClaimSpec>;
export type Container = Plain<k8s.Container>;
export type Volume = Plain<k8s.Volume>;
export type Probe = Plain<k8s.Probe>;
export type CronJobSpec = Plain<k8s.CronJobSpec>;
export type JobSpec = Plain<k8s.JobSpec>;
export type PodSpec = Plain<k8s.PodSpec>;
export type PodTemplate = Plain<k8s.PodTemplateSpec>;
