import type { Size } from 'cdk8s';
import type { Container } from './plain-types';

/** Memory and ephemeral storage are requested and limited alike; a number is of MiB. CPU is in cores. */
export interface ContainerResources {
  readonly cpuLimit: number;
  readonly cpuRequest: number;
  readonly ephemeralStorage: Size | number;
  readonly memory: Size | number;
}

export function resourceRequirements(of: ContainerResources): NonNullable<Container['resources']> {
  const both = { 'ephemeral-storage': bytes(of.ephemeralStorage), memory: bytes(of.memory) };
  return { limits: { cpu: cpu(of.cpuLimit), ...both }, requests: { cpu: cpu(of.cpuRequest), ...both } };
}

function bytes(size: Size | number): string {
  return typeof size === 'number' ? `${size}Mi` : size.asString();
}

function cpu(cores: number): string {
  // In the API server's format: otherwise a diff against the cluster would show a false difference.
  return Number.isInteger(cores) ? String(cores) : `${Math.round(cores * 1000)}m`;
}
