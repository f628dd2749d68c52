/** Arithmetic of subnets: what is found free touches nothing that is taken. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  freeAddress,
  freeSubnet,
  macOf,
  overlap,
  rangeOf,
  toAddress,
  toNumber,
} from '../../../../src/simulator/world/addresses.ts';

describe('subnets', () => {
  test.each([
    [[], '10.0.0.0/24'],
    [['10.0.0.0/24'], '10.0.1.0/24'],
    [['10.0.0.128/25', '10.0.2.0/24'], '10.0.1.0/24'],
    [['10.0.0.0/8'], undefined],
  ])('beside %j there is %s', (used, free) => {
    expect(
      freeSubnet(
        '10.0.0.0/8',
        24,
        used.map((each) => rangeOf(each)!),
      ),
    ).toBe(free);
  });

  test('found free overlap none of those in use', () => {
    const subnet = fc
      .tuple(fc.nat(255), fc.nat(255), fc.integer({ min: 12, max: 30 }))
      .map(([a, b, n]) => `10.${String(a)}.${String(b)}.0/${String(n)}`);
    fc.assert(
      fc.property(fc.array(subnet, { maxLength: 20 }), fc.integer({ min: 16, max: 28 }), (used, length) => {
        const ranges = used.map((each) => rangeOf(each)!);
        const free = freeSubnet('10.0.0.0/8', length, ranges);
        if (free === undefined) return;
        expect(free).toMatch(new RegExp(`^10\\..*/${String(length)}$`));
        expect(ranges.some((range) => overlap(range, rangeOf(free)!))).toBe(false);
      }),
    );
  });

  test('give each its own address, the first one behind the gateway', () => {
    expect(freeAddress('10.0.0.0/24', new Set(['10.0.0.1']))).toBe('10.0.0.2');
    expect(freeAddress('10.0.0.0/30', new Set(['10.0.0.1', '10.0.0.2']))).toBeUndefined();
    expect(macOf('10.0.0.2')).toBe('02:42:0a:00:00:02');
  });

  test('and numbers are the same both ways', () => {
    fc.assert(fc.property(fc.nat(0xffffffff), (number) => toNumber(toAddress(number)) === number));
  });

  test.each(['', '10.0.0.0', '10.0.0.0/33', '10.0.0.300/24', 'fd00::/8'])('%s is none', (text) => {
    expect(rangeOf(text)).toBeUndefined();
  });
});
