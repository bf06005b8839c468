import { Inventory } from '../../../src/gitops/tree/inventory';

const A = Buffer.from('a');
const B = Buffer.from('b');

function roundTrip(inventory: Inventory): Inventory {
  const parsed = Inventory.parse(inventory.toBytes().toString('utf8'));
  if (parsed === undefined) throw new Error('is not read again');
  return parsed;
}

test('knows what it wrote by name and content, after it was read again too', () => {
  const inventory = roundTrip(Inventory.of(new Map([['a.yaml', A]])));

  expect(inventory.names).toEqual(['a.yaml']);
  expect(inventory.wrote('a.yaml', A)).toBe(true);
  expect(inventory.wrote('a.yaml', B)).toBe(false);
  expect(inventory.wrote('b.yaml', A)).toBe(false);
});

test('while files change, both the old and the new content are known as ours, and no third', () => {
  const inventory = roundTrip(Inventory.of(new Map([['a.yaml', B]])).interim(new Map([['a.yaml', A]])));

  expect(inventory.wrote('a.yaml', A)).toBe(true);
  expect(inventory.wrote('a.yaml', B)).toBe(true);
  expect(inventory.wrote('a.yaml', Buffer.from('c'))).toBe(false);
});

test('while a file is deleted, it is known as ours', () => {
  const inventory = roundTrip(Inventory.of(new Map()).interim(new Map([['gone.yaml', A]])));

  expect(inventory.names).toEqual(['gone.yaml']);
  expect(inventory.wrote('gone.yaml', A)).toBe(true);
});

test('is the same text in whatever order the files came', () => {
  const one = new Map([
    ['b.yaml', B],
    ['a.yaml', A],
  ]);
  const other = new Map([...one].reverse());

  expect(Inventory.of(one).toBytes()).toEqual(Inventory.of(other).toBytes());
});

test('a name that JavaScript has a meaning for is a name', () => {
  const inventory = roundTrip(Inventory.of(new Map([['__proto__', A]])));

  expect(inventory.wrote('__proto__', A)).toBe(true);
  expect(inventory.wrote('constructor', A)).toBe(false);
});
