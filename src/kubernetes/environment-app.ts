import { App } from 'cdk8s';
import { PlainResolver } from './plain-resolver';

/** Where a chart of another environment lives: resolved as the base's are, and never written by itself. */
export class EnvironmentApp extends App {
  constructor() {
    super();
    this.resolvers.push(new PlainResolver(this.resolvers.splice(0)));
  }
}
