import { App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { noticeText, type Notice } from '../text/refusal';
import type { Rule } from '../text/rules';
import { PlainResolver } from './plain-resolver';

/** An app that a GitOpsApp renders: itself, or the charts of one environment, which are never written by themselves. */
export class PlannedApp extends App {
  constructor() {
    super();
    this.resolvers.push(new PlainResolver(this.resolvers.splice(0)));
  }
}

/** Is CONSTRUCT in an app of cdk8s's own? It renders what it finds; no repository is read, and no file edited. */
export function isInPlainApp(construct: IConstruct): boolean {
  return !(construct.node.root instanceof PlannedApp);
}

/** WHAT cannot be rendered without the user's repository. */
export function gitOpsAppRule(construct: IConstruct, isGiven: boolean, what: string): Rule {
  return {
    code: 'gitops-app-needed',
    when: isGiven && isInPlainApp(construct),
    say: `${what}, which an app of cdk8s does not read; use a GitOpsApp (import { GitOpsApp } from 'cdk8s-database') in place of this App`,
  };
}

/** In an app of cdk8s there is no report of warnings. */
export function warnOnStderr(notice: Notice): void {
  process.stderr.write(`warning: ${noticeText(notice)}\n`);
}
