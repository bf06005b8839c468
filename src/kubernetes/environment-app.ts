import { App } from 'cdk8s';
import { PlainResolver } from './plain-resolver';

/** The scope of another environment's charts: resolved like the base's, and never written by itself. */
export class EnvironmentApp extends App {
  constructor() {
    super();
    this.resolvers.push(new PlainResolver(this.resolvers.splice(0)));
  }
}
