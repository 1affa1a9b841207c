// Tests named by sentences, like those of tests/rig/rig.py.
import process from 'node:process';

const TEST_SECONDS = 120;
const tests = [];

export function test(sentence, fn) {
  tests.push({ sentence, fn });
}

// Polls until condition() gives something true, and gives that.
export async function until(condition, what, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((next) => setTimeout(next, 20));
  }
}

export function within(promise, seconds, what) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`${what}: not over within ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function runTest(sentence, fn, after, counts) {
  const begun = Date.now();
  try {
    await within(fn(), TEST_SECONDS, 'the test');
    await after(false);
    counts.passed++;
    console.log(`ok ${sentence} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
  } catch (error) {
    counts.failed++;
    console.log(`not ok ${sentence}\n    ${String(error.stack).split('\n').slice(0, 12).join('\n    ')}`);
    await Promise.resolve(after(true)).catch((trouble) => console.log(`    afterwards: ${trouble.message}`));
  }
}

// Runs the tests, or those whose sentence holds an argument, and the last one; after(failed) follows each one.
export async function runTests(after, last) {
  const chosen = process.argv.slice(2);
  const counts = { passed: 0, failed: 0 };
  for (const { sentence, fn } of tests) {
    if (chosen.length && !chosen.some((word) => sentence.includes(word))) continue;
    await runTest(sentence, fn, after, counts);
  }
  await runTest(last.sentence, last.fn, () => {}, counts);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed === 0;
}
