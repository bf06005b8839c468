import { base64 } from '../../text/base64';
import type { Notice } from '../../text/refusal';
import type { YamlFile } from './yaml-file';

/** Shorter values are in comments by chance. */
const MIN_SECRET_LENGTH = 4;

/** In English and Portuguese, or with git's own word in any language: that is how public repositories say it. */
const NOT_COMMITTED =
  /\b(?:do not|don['\u2019]?t|never|must not|not to be|not be)\b.{0,30}\bcommit|\bgit-?ignored?\b|\bn[\u00e3a]o\s+commit/i;

/** Comments that state the OLD value of KEY, plain or in base64. */
export function staleComments(file: YamlFile, key: string, old: string, value: string): Notice[] {
  const said = old.trim();
  if (said.length < MIN_SECRET_LENGTH) return [];
  return file.comments
    .filter(({ text }) => [said, base64(said)].some((form) => text.includes(form)) && !text.includes(value))
    .map(({ line }) => {
      const message = `line ${line + 1} has a comment with the old value of ${key}; correct or remove the comment`;
      return file.notice('stale-comment', message);
    });
}

export function notToBeCommitted(file: YamlFile): Notice[] {
  const comment = file.comments.find(({ text }) => NOT_COMMITTED.test(text));
  if (comment === undefined) return [];
  const message = `line ${comment.line + 1} has a comment that says not to commit the file; see that git ignores it before it holds a real password`;
  return [file.notice('not-to-be-committed', message)];
}
