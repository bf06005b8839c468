import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { examples } from './documents';

test('the settings in the documents are those that the example’s tests use', () => {
  const file = join(__dirname, '../../examples/chatbot/backend/tests/settings.py');
  expect(examples('python').map(({ text }) => text)).toEqual([readFileSync(file, 'utf8')]);
});
