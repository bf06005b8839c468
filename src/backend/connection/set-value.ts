import { setEnvFileValue } from '../../editors/generator/env-file';
import { setFileContent } from '../../editors/generator/file-content';
import { setGeneratorLiteral } from '../../editors/generator/generator-editor';
import { setSecretValue } from '../../editors/secret/secret-editor';
import type { Edited } from '../../text/edited';
import type { SecretLocation } from './secret-location';

/** Gives the Secret's key a value where it stands: in a manifest, or in what a generator reads. TEXT: that file's. */
export function setValue(
  text: string,
  { generated, key, path, secret }: SecretLocation,
  value: string,
): Edited {
  const { name, namespace } = secret;
  const selector = {
    key,
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { namespace }),
  };
  switch (generated?.source) {
    case 'env':
      return setEnvFileValue(text, key, value, path);
    case 'file':
      return setFileContent(text, key, value, path);
    case 'literal':
      return setGeneratorLiteral(text, { ...selector, kind: 'Secret' }, value, path);
    case undefined:
      return setSecretValue(text, selector, value, path);
  }
}
