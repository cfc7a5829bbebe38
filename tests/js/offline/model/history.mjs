// Random histories, and how one is lived. A history is JSON: {seed, steps}.
import fc from 'fast-check';
import { act } from './acts.mjs';
import { check, settle } from './promise.mjs';
import { World } from './world.mjs';

const DAY_MS = 86_400_000;
export const FAULTS = ['refuse', 'drop', 'captive', 'html', 'cut', 500, 503, 429, 413, 401, null, null, null, null, null];
const WORK = ['save', 'save', 'finish', 'finish', 'finish', 'correct', 'correct', 'tick', 'discard', 'remove', 'retry', 'progress'];
const who = { phone: fc.constantFrom(0, 0, 0, 1), user: fc.constantFrom('an', 'an', 'be'), tab: fc.nat(1) };
const line = fc.array(fc.constantFrom(...FAULTS), { maxLength: 6 });
const disk = fc.option(fc.constantFrom('full', 'closed', 'torn', 'late'), { nil: null, freq: 4 });
const death = { dies: fc.option(fc.integer({ min: 1, max: 40 }), { nil: 0, freq: 3 }), all: fc.boolean() };

const work = fc.record({ act: fc.constantFrom(...WORK), ...who, house: fc.nat(2), value: fc.nat(99), ...death,
  photo: fc.constantFrom(null, null, 'add', 'add', 'remove'), disk });
const sending = fc.record({ act: fc.constantFrom('sync', 'sync', 'sync', 'sync', 'leave', 'password', 'copy', 'copy', 'restore', 'hand'), ...who, value: fc.nat(9), ...death, faults: line, disk });
const world = fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant('worker'), phone: who.phone, ...death, faults: line, shell: fc.option(fc.constant(true), { nil: false, freq: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('kill'), phone: who.phone, tab: who.tab, all: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('clock'), ms: fc.constantFrom(1, 60_000, 300_001, DAY_MS, -DAY_MS, 365 * DAY_MS, -365 * DAY_MS) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('lock'), ...who }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('lose', 'lift'), phone: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('settle') }) });
// Two at the same time: another tab, another person, the worker.
const both = fc.tuple(fc.oneof(work, sending), fc.oneof(work, sending)).map(([step, other]) => ({ ...step, with: { ...other, dies: 0, tab: 1 - step.tab } }));

// A phone that copied its work and is gone.
const loss = fc.record({ ...who, house: fc.nat(2), value: fc.nat(99), photo: fc.constantFrom(null, 'add') })
  .map(step => [{ ...step, act: 'finish' }, { ...step, act: 'copy' }, { act: 'lose', phone: step.phone }]);
const step = fc.oneof({ weight: 6, arbitrary: work }, { weight: 4, arbitrary: sending }, { weight: 4, arbitrary: world }, { weight: 2, arbitrary: both }, { weight: 1, arbitrary: loss });

export const histories = ({ maxLength = 30 } = {}) => fc.record({ seed: fc.nat(), steps: fc.array(step, { minLength: 5, maxLength }).map(steps => steps.flat()) });

export async function live({ seed, steps }, more = {}) {
  const world = new World({ seed, ...more });
  for (const step of steps) await act(world, step);
  await check(world);
  await settle(world);
  return world;
}
