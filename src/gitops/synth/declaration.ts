import type { App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Mapping } from '../../text/mapping';
import { Repository } from '../tree/repository';
import { commonNamespace } from './draft';
import type { SynthOptions } from './synth-options';

/** What a construct of main.ts says of itself to commands that compare it with a cluster: plain data. */
export const DECLARATION = Symbol.for('cdk8s-database.Declaration');

interface Declaring extends IConstruct {
  readonly [DECLARATION]: Mapping;
}

/** The last line of output of a program that was started with the flag `declare`. */
export interface Declarations {
  readonly declared: readonly Mapping[];
  /** Where the base's objects are. @default - where `kubectl apply` puts them */
  readonly namespace?: string;
}

/** What main.ts declares, without a plan: also where a synth would be refused. */
export function declarationsOf(app: App, { base, repository }: SynthOptions): Declarations {
  const declared = app.node.findAll().filter(isDeclaring);
  const found = Repository.read(repository, base);
  const namespace = found.tree.transformers.namespace ?? commonNamespace(found);
  return { declared: declared.map((one) => one[DECLARATION]), ...(namespace !== undefined && { namespace }) };
}

function isDeclaring(construct: IConstruct): construct is Declaring {
  return DECLARATION in construct;
}
