import { isAlias, isMap, type YAMLMap } from 'yaml';
import { isMapping } from '../../text/mapping';
import { isNothing, pairAt, type YamlPair } from '../yaml/nodes';
import { dataOf } from '../yaml/parsers';
import { YamlFile } from '../yaml/yaml-file';

export type ComposeSection = 'services' | 'volumes' | 'networks' | 'configs';

/** An entry of a compose file, and where it goes. */
export interface ComposeEntry {
  readonly section: ComposeSection;
  readonly name: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** A compose.yaml as it was found. @throws Refusal where it is no file that Compose would read. */
export class ComposeFile extends YamlFile {
  /** None where the file says nothing yet. */
  readonly root: YAMLMap.Parsed | undefined;
  /** What it says, aliases and merged keys resolved. */
  readonly data: Readonly<Record<string, unknown>>;

  constructor(text: string, path: string) {
    super(text, path);
    const full = this.fullDocuments;
    if (full.length > 1) {
      const message = `holds ${full.length} YAML documents, of which it is not clear which one is meant; put all in one`;
      throw this.refusal('several-documents', message);
    }
    const root = full[0]?.contents ?? undefined;
    if (root && !isMap(root)) throw this.notCompose('is not a mapping; a compose file has services:');
    this.root = root;
    const data = dataOf(full);
    if (data === undefined) throw this.notCompose('has aliases that multiply without end; mend it');
    this.data = (data[0] ?? {}) as Record<string, unknown>;
    this.checkKind();
  }

  /** What is at a section: its key without a value yet, or its entries. @throws Refusal for anything else */
  sectionOf(
    section: ComposeSection,
  ): { readonly pair: YamlPair; readonly entries: YAMLMap.Parsed | undefined } | undefined {
    const pair = pairAt(this.root, section);
    if (pair === undefined) return undefined;
    if (isMap(pair.value)) return { pair, entries: pair.value };
    if (isNothing(pair.value)) return { pair, entries: undefined };
    const what = isAlias(pair.value) ? 'an alias' : 'something else than a mapping';
    throw this.notCompose(
      `line ${this.lineNumberOf(pair.key)} has ${what} as ${section}, wanted a mapping by name; write it out, then run again`,
    );
  }

  /** The entry of that name, merged ones included. */
  entryOf(section: ComposeSection, name: string): { readonly value: unknown } | undefined {
    const all = this.data[section];
    return isMapping(all) && Object.hasOwn(all, name) ? { value: all[name] } : undefined;
  }

  private checkKind(): void {
    const { data } = this;
    if ('apiVersion' in data && 'kind' in data) {
      throw this.notCompose(
        `is a ${JSON.stringify(data['kind'])} of Kubernetes; give a compose file, or none for a new one`,
      );
    }
    const service = Object.entries(data).find(
      ([key, value]) => !key.startsWith('x-') && isMapping(value) && ('image' in value || 'build' in value),
    );
    if (service === undefined || 'services' in data) return;
    throw this.notCompose(
      `has the service ${JSON.stringify(service[0])} at its top, as the first version of Compose had it and no later one reads; put all of them below services:`,
    );
  }

  private notCompose(message: string): Error {
    return this.refusal('not-a-compose-file', message);
  }
}
