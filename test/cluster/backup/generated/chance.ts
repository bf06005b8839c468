import { randomNumbers, shuffled } from '../../random';

/** Choices that look random, and are the same for the same seed. */
export class Chance {
  private readonly random: () => number;

  constructor(seed: number) {
    this.random = randomNumbers(seed);
  }

  /** A whole number from FIRST to LAST. */
  between(first: number, last: number): number {
    return first + Math.floor(this.random() * (last - first + 1));
  }

  is(probability = 0.5): boolean {
    return this.random() < probability;
  }

  one<Item>(items: readonly Item[]): Item {
    const item = items[this.between(0, items.length - 1)];
    if (item === undefined) throw new Error('there is nothing to choose from');
    return item;
  }

  /** So many of them, or all, in an order of chance. */
  some<Item>(items: readonly Item[], count = this.between(0, items.length)): Item[] {
    return shuffled(items, this.random).slice(0, count);
  }

  /** Makes from FIRST to LAST of them. */
  many<Item>(first: number, last: number, make: (index: number) => Item): Item[] {
    return Array.from({ length: this.between(first, last) }, (_, index) => make(index));
  }
}
